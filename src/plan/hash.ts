import { createHash } from "node:crypto";
import { canonicalJson } from "../core/canonical.ts";
import type { Plan } from "../core/plan.ts";

/** SHA-256 in hex over the canonical JSON of everything in the plan but its hash: the same after any round trip through JSON. */
export function hashPlan(plan: Omit<Plan, "hash"> & { readonly hash?: string }): string {
	const { hash: _, ...everythingElse } = plan;
	return createHash("sha256").update(canonicalJson(everythingElse)).digest("hex");
}

/** Whether the plan is still the one that was hashed. */
export function isPlanIntact(plan: Plan): boolean {
	return plan.hash === hashPlan(plan);
}
