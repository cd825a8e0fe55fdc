import type { Place } from "../core/place.ts";
import type { Release, TargetRelease } from "../core/release.ts";
import { commitIdentity } from "./commits.ts";
import { type Group, latest, merged, withoutReused } from "./group.ts";
import { LIKENESSES, type Likeness } from "./likeness.ts";
import { inOrder } from "./order.ts";
import { releaseOf, withOwnIds } from "./release-of.ts";

/** What each platform shows, by target name, newest first. */
export type Histories = Readonly<Record<string, readonly TargetRelease[]>>;

/**
 * Every release that was recorded or that a platform shows, newest first, each once: joined by the target's own id, then digest, commit, label.
 * What is ambiguous stays apart; different commits are never joined; a release that no record knows has standing `unknown`.
 */
export function joinReleases(place: Place, records: readonly Release[], histories: Histories): readonly Release[] {
	const here = records.filter((record) => record.service === place.service && record.environment === place.environment);
	const groups = LIKENESSES.reduce(joinBy, [...recordGroups(here, histories), ...seenGroups(here, histories)]);
	return withOwnIds(inOrder(groups.map((group) => withoutReused(group, groups))).map((group) => releaseOf(place, group)));
}

/** The histories with every current release in them, for a platform's list may have been cut short; what only the current tells of it is filled in. */
export function withCurrents(histories: Histories, currents: Readonly<Record<string, TargetRelease | null>>): Histories {
	const told = Object.entries(currents).flatMap(([target, current]) =>
		current === null ? [] : [[target, withCurrent(ofTarget(histories, target), current)] as const],
	);
	return { ...histories, ...Object.fromEntries(told) };
}

/** Only the newest entry of the id is the one that runs; what holds something else under the same id is left as it is. */
function withCurrent(history: readonly TargetRelease[], current: TargetRelease): readonly TargetRelease[] {
	const place = history.findIndex((release) => release.id === current.id);
	const listed = history[place];
	if (listed === undefined) return [current, ...history];
	return isOther(listed, current) ? history : history.with(place, filled(listed, current));
}

function isOther(listed: TargetRelease, current: TargetRelease): boolean {
	const identity = commitIdentity([listed.commit, current.commit].flatMap((commit) => (commit === null ? [] : [commit])));
	const isOtherCommit = listed.commit !== null && current.commit !== null && identity(listed.commit) !== identity(current.commit);
	return isOtherCommit || (listed.digest !== null && current.digest !== null && listed.digest !== current.digest);
}

function filled(listed: TargetRelease, current: TargetRelease): TargetRelease {
	return {
		...listed,
		label: listed.label ?? current.label,
		commit: listed.commit ?? current.commit,
		digest: listed.digest ?? current.digest,
		deployedAt: listed.deployedAt ?? current.deployedAt,
	};
}

function ofTarget(histories: Histories, target: string): readonly TargetRelease[] {
	return Object.hasOwn(histories, target) ? (histories[target] ?? []) : [];
}

function allCommits(records: readonly Release[], histories: Histories): readonly string[] {
	const ofRecords = records.flatMap((record) => [record.commit, ...Object.values(record.targets).map((release) => release.commit)]);
	const ofTargets = Object.values(histories).flatMap((history) => history.map((release) => release.commit));
	return [...ofRecords, ...ofTargets].flatMap((commit) => (commit === null ? [] : [commit]));
}

function recordGroups(records: readonly Release[], histories: Histories): readonly Group[] {
	const identity = commitIdentity(allCommits(records, histories));
	return records.map((record) => {
		const commit = record.commit ?? Object.values(record.targets).find((release) => release.commit !== null)?.commit ?? null;
		const times = [record, ...Object.values(record.targets)].map((one) => timeMs(one.deployedAt));
		return {
			record,
			seen: new Map(),
			commit: commit === null ? null : identity(commit),
			rank: Number.POSITIVE_INFINITY,
			deployedMs: latest(times),
		};
	});
}

function seenGroups(records: readonly Release[], histories: Histories): readonly Group[] {
	const identity = commitIdentity(allCommits(records, histories));
	return Object.entries(histories).flatMap(([target, history]) =>
		onceEach(history).map((release, rank) => ({
			record: null,
			seen: new Map([[target, release]]),
			commit: release.commit === null ? null : identity(release.commit),
			rank,
			deployedMs: latest([timeMs(release.deployedAt)]),
		})),
	);
}

function timeMs(iso: string | null): number | null {
	return iso === null ? null : Date.parse(iso);
}

/** Some platforms list a release again when it was deployed again; the newest entry counts. */
function onceEach(history: readonly TargetRelease[]): readonly TargetRelease[] {
	return history.filter((release, index) => history.findIndex((other) => other.id === release.id) === index);
}

/** Joins groups that share a name. Where a name leads to several commits, a group that says no commit stays alone: it could be any of them. */
function joinBy(groups: readonly Group[], likeness: Likeness): readonly Group[] {
	const { namesOf } = likeness;
	const commitsByName = new Map<string, Set<string>>();
	for (const group of groups) for (const name of namesOf(group)) if (group.commit !== null) remember(commitsByName, name, group.commit);
	const isClear = (group: Group, name: string) => group.commit !== null || (commitsByName.get(name)?.size ?? 0) < 2;
	const joined: Group[] = [];
	const placesByName = new Map<string, Set<number>>();
	for (const group of [...groups].sort(byTime)) {
		const names = namesOf(group).filter((name) => isClear(group, name));
		const places = new Set(names.flatMap((name) => [...(placesByName.get(name) ?? [])]));
		const place = putInto(joined, group, places, likeness);
		for (const name of names) remember(placesByName, name, place);
	}
	return joined;
}

/** Merges the group into the first of the places that takes it, or else appends it; returns where it went. */
function putInto(joined: Group[], group: Group, places: ReadonlySet<number>, { needsRecord }: Likeness): number {
	for (const place of [...places].sort(compare)) {
		const other = joined[place];
		if (other === undefined || (needsRecord && other.record === null && group.record === null)) continue;
		const both = merged(other, group);
		if (both === null) continue;
		joined[place] = both;
		return place;
	}
	return joined.push(group) - 1;
}

function remember<Value>(valuesByKey: Map<string, Set<Value>>, key: string, value: Value): void {
	const values = valuesByKey.get(key) ?? new Set();
	valuesByKey.set(key, values.add(value));
}

/** Newest first, so that equals pair newest with newest; what has no time comes last, in its platform's order. */
function byTime(one: Group, other: Group): number {
	const [first, second] = [one.deployedMs ?? Number.NEGATIVE_INFINITY, other.deployedMs ?? Number.NEGATIVE_INFINITY];
	return first === second ? compare(one.rank, other.rank) : compare(second, first);
}

function compare(one: number, other: number): number {
	return one === other ? 0 : one < other ? -1 : 1;
}
