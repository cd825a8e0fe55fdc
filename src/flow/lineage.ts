import type { VersionedTarget } from "../core/adapter.ts";
import { errorText } from "../core/error.ts";
import { type CurrentState, newestRunning } from "../core/lineage.ts";
import { atOneMoment } from "../core/one-moment.ts";
import type { Release, TargetRelease } from "../core/release.ts";
import { currentRelease, joinReleases, withCurrents } from "../ledger/index.ts";
import { HISTORY_LIMIT, type Journal } from "./journal.ts";
import { liveSinceMs, returnedBy } from "./live-since.ts";
import type { ConnectedPlace } from "./parts.ts";

/** How long one target may take to say what it runs and ran, in milliseconds, unless it is asked for less. */
const ASK_MS = 20_000;

/** The releases of a place, and which of them runs. */
export interface Lineage {
	/** Newest deployment first; what runs now is told with when it began to run last, and keeps its place. */
	readonly releases: readonly Release[];
	readonly current: CurrentState;
	/** The target release that each versioned target runs; null where it could not say. */
	readonly currents: Readonly<Record<string, TargetRelease | null>>;
	/** The run that brought back what runs now, when no later deploy is known; else null. */
	readonly returnedBy: string | null;
	/** Why a target could not say, by name. */
	readonly silent: Readonly<Record<string, string>>;
}

interface Told {
	readonly name: string;
	readonly current: TargetRelease | null;
	readonly history: readonly TargetRelease[];
	readonly silence: string | null;
}

/** Asks every versioned target at once what runs and what ran, and joins it with what Backout wrote down. A target that is away is silent, not empty. */
export async function gatherLineage(
	connected: Pick<ConnectedPlace, "config" | "targets">,
	journal: Journal,
	askMs = ASK_MS,
): Promise<Lineage> {
	const versioned = [...atOneMoment(connected.targets)].flatMap(([name, target]) =>
		target.kind === "versioned" ? [{ name, target }] : [],
	);
	const told = await Promise.all(versioned.map(({ name, target }) => ask(name, target, askMs)));
	const currents = Object.fromEntries(told.map(({ name, current }) => [name, current]));
	const histories = withCurrents(Object.fromEntries(told.map(({ name, history }) => [name, history])), currents);
	const { service, environment } = connected.config;
	const joined = joinReleases({ service, environment }, journal.records, histories);
	const current = currentRelease(joined, currents);
	const running = newestRunning(current, joined);
	const releases =
		running === null ? joined : joined.map((one) => (one === running ? liveAgain(running, current, currents, journal) : one));
	return {
		releases,
		current: running === null ? current : currentRelease(releases, currents),
		currents,
		returnedBy: running === null ? null : returnedBy(running, currents, journal),
		silent: Object.fromEntries(told.flatMap(({ name, silence }) => (silence === null ? [] : [[name, silence]]))),
	};
}

/** The release with when it began to run last, as the days that it ran before something else did are over. */
function liveAgain(running: Release, current: CurrentState, currents: Lineage["currents"], journal: Journal): Release {
	const isAlone = current.state === "one" && current.elsewhere.length === 0;
	const sinceMs = liveSinceMs(running, currents, journal, isAlone);
	return sinceMs === null ? running : { ...running, deployedAt: new Date(sinceMs).toISOString() };
}

async function ask(name: string, target: VersionedTarget, askMs: number): Promise<Told> {
	try {
		const [current, history] = await inTime(Promise.all([target.current(), target.history(HISTORY_LIMIT)]), askMs);
		return { name, current, history, silence: null };
	} catch (thrown) {
		return { name, current: null, history: [], silence: errorText(thrown) };
	}
}

async function inTime<Result>(work: Promise<Result>, askMs: number): Promise<Result> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new Error(`no answer within ${askMs / 1_000} s`)), askMs);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}
