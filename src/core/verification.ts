import { isTooLittle } from "./reading.ts";
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

/** True when nothing but the targets' own readiness was measured: it proves that pods are up, not that the service works. */
export function isOnlyReadiness({ signals }: Pick<Verification, "signals">): boolean {
	return signals.length > 0 && signals.every(({ measure }) => measure === "readiness");
}

/** True when nothing but too few requests left it undecided: some came and nothing was found wrong, so more looks will tell. */
export function needsMoreRequests({ outcome, signals }: Verification): boolean {
	return outcome === "unknown" && signals.some(isTooLittle) && signals.every((signal) => signal.state === "normal" || isTooLittle(signal));
}
