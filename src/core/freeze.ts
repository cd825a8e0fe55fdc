import { handCommand } from "./command.ts";
import type { Place } from "./place.ts";
import type { Plan, PlanKind } from "./plan.ts";

/** Kinds of plans that leave the release what it is, and change only whether the service runs: nothing is returned to. */
export const FREEZE_KINDS = ["stop-writes", "resume-writes"] as const satisfies readonly PlanKind[];
export type FreezeKind = (typeof FREEZE_KINDS)[number];

/** True for a plan that stops a service or brings it back; false for one that returns to a release. */
export function isFreeze(kind: PlanKind | undefined): kind is FreezeKind {
	return FREEZE_KINDS.some((freeze) => freeze === kind);
}

/** The command that does it, for these targets alone when some are named (null: all). */
export function freezeCommand(kind: FreezeKind, { service, environment }: Place, only: readonly string[] | null): string {
	const scope = only === null ? [] : ["--only", only.join(",")];
	return handCommand(["backout", "run", service, "-e", environment, "--recipe", kind, ...scope]);
}

/** The kind that takes it back. */
export function oppositeOf(kind: FreezeKind): FreezeKind {
	return kind === "stop-writes" ? "resume-writes" : "stop-writes";
}

/** The command that takes it back, for these targets alone when some were named. */
export function freezeWayBack(kind: FreezeKind, place: Place, only: readonly string[] | null): string {
	return freezeCommand(oppositeOf(kind), place, only);
}

/** The command that plans the same again as the plan did. */
export function planAgainCommand({ kind, service, environment }: Pick<Plan, "kind" | "service" | "environment">): string {
	const recipe = isFreeze(kind) ? ["--recipe", kind] : [];
	return handCommand(["backout", "plan", service, "-e", environment, ...recipe]);
}

/** What a plan that stops a service means for its users, as the beginning of a sentence. A target without releases (a read-only switch) takes no pods away. */
export function outageText({ steps, world }: Pick<Plan, "steps" | "world">): string {
	const down = [...new Set(steps.flatMap(({ target }) => (Object.hasOwn(world, target) ? [target] : [])))];
	return down.length === 0 ? "Nothing is written any more" : `Users are NOT served by ${down.join(", ")}`;
}
