import { type Group, targetReleases } from "./group.ts";

/** One way in which two groups can be recognised as one release: they share a name. */
export interface Likeness {
	readonly namesOf: (group: Group) => readonly string[];
	/** Whether one of the two must be recorded. */
	readonly needsRecord: boolean;
}

/** The ways, surest first. */
export const LIKENESSES: readonly Likeness[] = [
	{ namesOf: ownIds, needsRecord: false },
	{ namesOf: digests, needsRecord: false },
	{ namesOf: commits, needsRecord: false },
	{ namesOf: labels, needsRecord: false },
	{ namesOf: recordedNames, needsRecord: true },
];

function ownIds(group: Group): readonly string[] {
	return targetReleases(group).map(([target, release]) => JSON.stringify([target, release.id]));
}

function digests(group: Group): readonly string[] {
	return targetReleases(group).flatMap(([, release]) => (release.digest === null ? [] : [release.digest]));
}

function commits(group: Group): readonly string[] {
	return group.commit === null ? [] : [group.commit];
}

function labels(group: Group): readonly string[] {
	const ofTargets = targetReleases(group).map(([, release]) => release.label);
	return [group.record?.label ?? null, ...ofTargets].flatMap((label) => (label === null ? [] : [label]));
}

/**
 * CI often records only "version v7" while the platform calls its release v7 and has no label: those fit.
 * Only a record may be found by a target's own id: two platforms that both count "revision 7" have nothing in common.
 */
function recordedNames(group: Group): readonly string[] {
	if (group.record !== null) return [...new Set([group.record.id, group.record.label])];
	return [...group.seen.values()].filter((release) => release.label === null).map((release) => release.id);
}
