import type { Release, TargetRelease } from "../core/release.ts";

/** What is being joined: at most one recorded release and at most one target release per target, all of one commit. */
export interface Group {
	readonly record: Release | null;
	/** By target name; only what a platform's history showed. */
	readonly seen: ReadonlyMap<string, TargetRelease>;
	/** In full form; null when nothing in the group says. */
	readonly commit: string | null;
	/** The best place in any platform's history, 0 for the newest. */
	readonly rank: number;
	/** When anything of it went live last, in milliseconds since the epoch; null when nothing says. */
	readonly deployedMs: number | null;
}

/** Both groups as one, or null when they cannot be the same release. */
export function merged(one: Group, other: Group): Group | null {
	if (one.record !== null && other.record !== null) return null;
	if (one.commit !== null && other.commit !== null && one.commit !== other.commit) return null;
	for (const target of one.seen.keys()) if (other.seen.has(target)) return null;
	if (isReused(one, other) || isReused(other, one)) return null;
	return {
		record: one.record ?? other.record,
		seen: new Map([...one.seen, ...other.seen]),
		commit: one.commit ?? other.commit,
		rank: Math.min(one.rank, other.rank),
		deployedMs: latest([one.deployedMs, other.deployedMs]),
	};
}

/** Whether a platform now shows other content under an id than was recorded: a tag that was pushed again, a directory that was overwritten. */
function isReused(recorded: Group, seen: Group): boolean {
	return Object.entries(recorded.record?.targets ?? {}).some(([target, release]) =>
		holdsOther(release, seen.seen.get(target), recorded, seen),
	);
}

function holdsOther(recorded: TargetRelease, found: TargetRelease | undefined, one: Group, other: Group): boolean {
	if (found === undefined || found.id !== recorded.id) return false;
	if (recorded.digest !== null && found.digest !== null) return recorded.digest !== found.digest;
	return one.commit !== null && other.commit !== null && one.commit !== other.commit;
}

/** The group with every recorded target release marked unavailable whose id holds something else by now: returning to it would bring up the wrong release. */
export function withoutReused(group: Group, all: readonly Group[]): Group {
	if (group.record === null) return group;
	const others = all.filter((other) => other !== group);
	const targets = Object.entries(group.record.targets).map(([target, release]): readonly [string, TargetRelease] => {
		const isTaken = others.some((other) => holdsOther(release, other.seen.get(target), group, other));
		return [target, isTaken ? { ...release, unavailable: `${release.id} holds another release by now` } : release];
	});
	return { ...group, record: { ...group.record, targets: Object.fromEntries(targets) } };
}

/** The target releases of a group: what a platform shows now is newer than what was recorded of it. */
export function targetReleases(group: Group): readonly (readonly [string, TargetRelease])[] {
	const recorded = Object.entries(group.record?.targets ?? {}).filter(([target]) => !group.seen.has(target));
	return [...group.seen, ...recorded];
}

/** The latest of the times, in milliseconds since the epoch; null when none is a time. */
export function latest(times: readonly (number | null)[]): number | null {
	const known = times.flatMap((time) => (time !== null && Number.isFinite(time) ? [time] : []));
	return known.length === 0 ? null : Math.max(...known);
}
