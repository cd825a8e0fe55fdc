import type { CurrentState, Running } from "../core/lineage.ts";
import type { Release, TargetRelease } from "../core/release.ts";

/**
 * Which release runs, from what each target says (null: it cannot say). `releases` is newest first.
 * A target that runs something older because the newest release never reached it does not make a split; one that the newest release did reach, does.
 */
export function currentRelease(releases: readonly Release[], currents: Readonly<Record<string, TargetRelease | null>>): CurrentState {
	const silent = Object.keys(currents).filter((target) => currents[target] === null);
	const running = Object.entries(currents).flatMap(([target, targetRelease]) =>
		targetRelease === null ? [] : [runningOn(releases, target, targetRelease)],
	);
	const newest = releases.find((release) => running.some((one) => one.release?.id === release.id));
	if (newest === undefined) return { state: "unknown", silent: Object.keys(currents) };
	const elsewhere = running.filter((one) => one.release?.id !== newest.id);
	const isSplit = elsewhere.some((one) => one.release === null || Object.hasOwn(newest.targets, one.target));
	return isSplit ? { state: "split", running, silent } : { state: "one", release: newest, elsewhere, silent };
}

function runningOn(releases: readonly Release[], target: string, targetRelease: TargetRelease): Running {
	const candidates = releases.filter(
		(release) => Object.hasOwn(release.targets, target) && release.targets[target]?.id === targetRelease.id,
	);
	const release = candidates.find((candidate) => isSameContent(candidate.targets[target], targetRelease)) ?? candidates[0] ?? null;
	return { target, targetRelease, release };
}

/** The same tag may hold another image by now: then the digest tells. */
function isSameContent(known: TargetRelease | undefined, found: TargetRelease): boolean {
	return known !== undefined && known.digest === found.digest && known.commit === found.commit;
}
