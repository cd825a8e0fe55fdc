import type { Release, TargetRelease } from "../core/release.ts";
import type { Journal } from "./journal.ts";

/** What the targets run, by name; null where one could not say. */
type Currents = Readonly<Record<string, TargetRelease | null>>;

/**
 * When the release that runs began to run last, in milliseconds since the epoch: a rollback, or a person, may bring back what was deployed long ago, and
 * its days of before do not count. The newest of what the ledger and the targets say and of what our own journal shows; null when nobody knows.
 */
export function liveSinceMs(release: Release, currents: Currents, journal: Journal, isAlone: boolean): number | null {
	const toldMs = toldMsOf(release, currents);
	const { arrival } = journal;
	if (arrival === null || arrival.landedMs === null || arrival.landedMs <= (toldMs ?? 0)) return toldMs;
	if (arrival.to === release.id) return arrival.landedMs;
	// Half-way, or where the run had nothing to do, what runs may have run all the time.
	return isAlone ? afterArrival(release, arrival.landedMs, journal) : toldMs;
}

/** The run that brought the release back, when nobody is known to have deployed it since; null otherwise. */
export function returnedBy(release: Release, currents: Currents, { arrival }: Journal): string | null {
	return arrival !== null && arrival.to === release.id && (toldMsOf(release, currents) ?? 0) <= arrival.endedMs ? arrival.run : null;
}

/** Another release was put there last, and this one runs: somebody deployed it after that and told nobody, later than the last look that saw another. */
function afterArrival(release: Release, landedMs: number, { looked }: Journal): number {
	if (looked === null) return landedMs;
	const seen = looked.current?.id === release.id ? looked.deployedAt : looked.at;
	return Math.max(landedMs, timeMs(seen) ?? 0);
}

/** What the ledger and the targets that run it say. */
function toldMsOf(release: Release, currents: Currents): number | null {
	const ran = Object.entries(currents).flatMap(([target, current]) =>
		current !== null && release.targets[target]?.id === current.id ? [current.deployedAt] : [],
	);
	const known = [release.deployedAt, ...ran].flatMap((at) => timeMs(at) ?? []);
	return known.length === 0 ? null : Math.max(...known);
}

function timeMs(iso: string | null): number | null {
	const ms = iso === null ? Number.NaN : Date.parse(iso);
	return Number.isNaN(ms) ? null : ms;
}
