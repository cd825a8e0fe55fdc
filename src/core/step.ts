import type { JsonValue } from "./json.ts";

/** `lossy` may lose data or work that can be named; `irreversible` cannot be undone. Both wait for approval. */
export type Risk = "safe" | "lossy" | "irreversible";

/** `conditional`: the platform refuses a second apply; `idempotent`: a second apply changes nothing; `never`: must not be applied twice. */
export type RepeatPolicy = "conditional" | "idempotent" | "never";

/** The smallest thing that is applied, observed and recorded. */
export interface Step {
	/** Unique in the plan: `1-api-switch`. */
	readonly id: string;
	/** The name of the target it acts on. */
	readonly target: string;
	/** The adapter's kind. */
	readonly adapter: string;
	/** For a person: "Point app shop-api at releases/v1". */
	readonly title: string;
	readonly risk: Risk;
	readonly repeat: RepeatPolicy;
	/** What a person could type instead; several lines for several commands. */
	readonly command: string;
	/** What the adapter needs to apply and to observe; secrets are named, never held. */
	readonly payload: JsonValue;
	/** What the adapter needs to undo this step, or null when returning to the earlier release does that. */
	readonly undo: JsonValue;
	/** How long apply and landing may take together, in milliseconds. */
	readonly timeoutMs: number;
}

/** A step as an adapter proposes it: the planner adds id, target and adapter. */
export type StepDraft = Omit<Step, "id" | "target" | "adapter"> & {
	/** A word for the id: `switch`, `reload`. */
	readonly name: string;
};

/** What the platform shows of a step. `untouched`: not applied; `landing`: applied, not yet effective; `landed`: effective; `broken`: can no longer land. */
export interface StepState {
	readonly state: "untouched" | "landing" | "landed" | "broken" | "unknown";
	/** What the platform said, for a person. */
	readonly detail: string;
	/** What a person should do when it ends like this; left out: look, and the step's own command. */
	readonly fix?: string;
}
