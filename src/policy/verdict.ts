import type { Refusal } from "../core/plan.ts";

/** Whether something may be done; `notes` is what must be written into the audit and told. */
export type PolicyVerdict =
	| { readonly allowed: true; readonly notes: readonly string[] }
	| { readonly allowed: false; readonly refused: Refusal };

/** Not allowed, and why, and what would help. */
export function refused(rule: string, reason: string, fix: string): PolicyVerdict {
	return { allowed: false, refused: { rule, reason, fix } };
}
