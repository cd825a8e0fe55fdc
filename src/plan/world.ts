import type { Plan } from "../core/plan.ts";

/** A target that no longer runs what the plan was made for; null: it cannot say. */
export interface Move {
	readonly target: string;
	readonly expected: string | null;
	readonly found: string | null;
}

/**
 * What has changed since planning, or null when nothing has; asked at the start and after every wait.
 * `currents` holds the target release id that each versioned target runs now, null where it cannot say (which counts as moved).
 * `begun` names the targets on which a step of this very run was started: they are meant to change, and `observe` judges them.
 */
export function worldMoved(
	plan: Pick<Plan, "world">,
	currents: Readonly<Record<string, string | null>>,
	begun: ReadonlySet<string> = new Set(),
): readonly Move[] | null {
	const moves = Object.keys(plan.world)
		.filter((target) => !begun.has(target))
		.map((target) => ({ target, expected: plan.world[target] ?? null, found: currents[target] ?? null }))
		.filter(({ expected, found }) => expected !== found);
	return moves.length === 0 ? null : moves;
}
