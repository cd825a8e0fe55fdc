import type { FaultDraft } from "../fault.ts";
import type { ConfigKinds } from "../kinds.ts";
import type { Outline } from "../outline.ts";

/** What a rule may look at besides the file. */
export interface RuleContext {
	readonly kinds: ConfigKinds;
	/** The config file's directory. */
	readonly directory: string;
	/** Environment variables, to see where `${NAME}` leads. */
	readonly env: Readonly<Record<string, string | undefined>>;
}

/** Something that must hold and that a shape cannot say; looks at a file that may be wrong elsewhere, never throws. */
export type Rule = (outline: Outline, context: RuleContext) => readonly FaultDraft[];
