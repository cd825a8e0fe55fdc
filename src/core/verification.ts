import type { Signal } from "./signal.ts";

/** What was checked after the steps. `unknown` is not `healthy`: nothing proved the service well. */
export interface Verification {
	readonly outcome: "healthy" | "unhealthy" | "unknown";
	/** ISO 8601. */
	readonly at: string;
	readonly signals: readonly Signal[];
	/** One sentence for a person. */
	readonly text: string;
}
