import type { ChecklistItem, ChecklistWindow } from "../core/review.ts";
import type { CaseFacts } from "./case-facts.ts";

/** What the case shows of one item. */
export type Filled = Pick<ChecklistItem, "state" | "evidence">;

/** One thing to see to, and how a case fills it in. */
export interface ChecklistRule {
	readonly id: string;
	readonly window: ChecklistWindow;
	readonly text: string;
	readonly fill: (facts: CaseFacts) => Filled;
}
