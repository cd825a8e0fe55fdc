import type { Container } from "./container.ts";
import type { Project } from "./project.ts";
import type { ComposeCall } from "./tool.ts";

/** What one look at the service shows; everything a proposal is decided from. */
export interface Look {
	readonly project: Project;
	readonly containers: readonly Container[];
	readonly call: ComposeCall;
	/** The image that the files name now, variables filled in. */
	readonly named: string | null;
}
