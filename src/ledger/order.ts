import { deployedMs, type Group } from "./group.ts";

interface Dated {
	readonly group: Group;
	/** Milliseconds since the epoch; null when nothing says. */
	readonly ms: number | null;
}

/** The groups newest first. A group that no time is known of stands where its platform's history has it: just after its newer neighbour. */
export function inOrder(groups: readonly Group[]): readonly Group[] {
	const dated = groups.map((group) => ({ group, ms: deployedMs(group) }));
	const placed = dated.map(({ group, ms }) => ({ group, ms: ms ?? inferredMs(group, dated) ?? Number.NEGATIVE_INFINITY }));
	return placed
		.sort((one, other) => (one.ms === other.ms ? rankOrder(one.group, other.group) : other.ms > one.ms ? 1 : -1))
		.map(({ group }) => group);
}

function rankOrder(one: Group, other: Group): number {
	return one.rank === other.rank ? 0 : one.rank - other.rank;
}

/** The time of the nearest newer neighbour on one of its platforms, else of the nearest older one. */
function inferredMs(group: Group, dated: readonly Dated[]): number | null {
	const targets = [...group.seen.keys()];
	const neighbours = dated.filter((other) => other.ms !== null && targets.some((target) => other.group.seen.has(target)));
	const newer = neighbours.filter((other) => other.group.rank < group.rank).sort((one, other) => rankOrder(other.group, one.group))[0];
	const older = neighbours.filter((other) => other.group.rank > group.rank).sort((one, other) => rankOrder(one.group, other.group))[0];
	return (newer ?? older)?.ms ?? null;
}
