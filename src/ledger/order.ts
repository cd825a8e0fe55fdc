import type { Group } from "./group.ts";

/** The groups newest first. A group that no time is known of stands where its platform's history has it: just after its newer neighbour. */
export function inOrder(groups: readonly Group[]): readonly Group[] {
	const placed = groups.map((group) => ({ group, ms: group.deployedMs ?? inferredMs(group, groups) ?? Number.NEGATIVE_INFINITY }));
	return placed
		.sort((one, other) => (one.ms === other.ms ? rankOrder(one.group, other.group) : other.ms > one.ms ? 1 : -1))
		.map(({ group }) => group);
}

function rankOrder(one: Group, other: Group): number {
	return one.rank === other.rank ? 0 : one.rank - other.rank;
}

/** The time of the nearest newer neighbour on one of its platforms, else of the nearest older one. */
function inferredMs(group: Group, groups: readonly Group[]): number | null {
	const targets = [...group.seen.keys()];
	const neighbours = groups.filter((other) => other.deployedMs !== null && targets.some((target) => other.seen.has(target)));
	const newer = neighbours.filter((other) => other.rank < group.rank).sort((one, other) => rankOrder(other, one))[0];
	const older = neighbours.filter((other) => other.rank > group.rank).sort(rankOrder)[0];
	return (newer ?? older)?.deployedMs ?? null;
}
