import type { Place } from "../core/place.ts";
import type { Release } from "../core/release.ts";
import { type Group, targetReleases } from "./group.ts";

/** A group as a release; what no record knows has standing `unknown`. */
export function releaseOf(place: Place, group: Group): Release {
	const targets = targetReleases(group);
	const seen = targets.map(([, release]) => release);
	const commit = longest([group.record?.commit ?? null, ...seen.map((release) => release.commit)]);
	const firstId = seen[0]?.id ?? "unknown";
	const named = seen.find((release) => release.label !== null)?.label ?? null;
	return {
		service: place.service,
		environment: place.environment,
		id: group.record?.id ?? named ?? commit ?? firstId,
		label: group.record?.label ?? named ?? commit?.slice(0, 12) ?? firstId,
		commit,
		deployedAt: group.deployedMs === null ? null : new Date(group.deployedMs).toISOString(),
		deployedBy: group.record?.deployedBy ?? null,
		targets: Object.fromEntries(targets),
		schemaRevision: group.record?.schemaRevision ?? null,
		standing: group.record?.standing ?? "unknown",
		standingReason: group.record?.standingReason ?? null,
		isRecorded: group.record !== null,
	};
}

function longest(commits: readonly (string | null)[]): string | null {
	return commits.reduce((best, commit) => (commit !== null && commit.length > (best?.length ?? 0) ? commit : best), null);
}

/** Records keep their ids; a platform's release whose id is taken gets its targets' ids added, then a number. */
export function withOwnIds(releases: readonly Release[]): readonly Release[] {
	const taken = new Set(releases.filter((release) => release.isRecorded).map((release) => release.id));
	return releases.map((release) => {
		if (release.isRecorded) return release;
		const id = freeId(release, taken);
		taken.add(id);
		return { ...release, id };
	});
}

function freeId(release: Release, taken: ReadonlySet<string>): string {
	const [first] = Object.entries(release.targets);
	const longer = first === undefined ? release.id : `${release.id}@${first[0]}:${first[1].id}`;
	const free = [release.id, longer].find((id) => !taken.has(id));
	if (free !== undefined) return free;
	let number = 2;
	while (taken.has(`${longer}#${number}`)) number += 1;
	return `${longer}#${number}`;
}
