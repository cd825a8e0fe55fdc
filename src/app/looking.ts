import { resolveEnvironment, resolveService, suggestion } from "../config/index.ts";
import type { ServiceConfig } from "../core/config.ts";
import { BackoutError } from "../core/error.ts";
import type { Incident } from "../core/incident.ts";
import type { CurrentState } from "../core/lineage.ts";
import { releaseName, unavailability } from "../core/lineage.ts";
import type { Place } from "../core/place.ts";
import type { Release } from "../core/release.ts";
import { releasesText } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { isLeft } from "../flow/guard/desk.ts";
import { readJournal } from "../flow/journal.ts";
import { gatherLineage, type Lineage } from "../flow/lineage.ts";
import { verifyNow } from "../flow/prove.ts";
import { toldStops } from "../flow/stops.ts";
import type { App, Change, HistoryEntry, PlaceStatus, StatusReport } from "./app.ts";
import { isConcluding } from "./concluded.ts";
import type { AppParts } from "./parts.ts";
import { restingRuns } from "./resting.ts";
import { openStoreOrNull } from "./state-away.ts";
import { toldIncident } from "./told-incident.ts";

/** The reading commands: what runs where, what changed, what can be returned to. */
export function lookingCommands(parts: AppParts): Pick<App, "status" | "changes" | "history"> {
	return {
		status: (service, environment) => status(parts, service, environment),
		changes: (sinceMs) => changes(parts, sinceMs),
		history: (place, limit) => history(parts, place, limit),
	};
}

async function status(parts: AppParts, service: string | null, environment: string | null): Promise<StatusReport> {
	const places = placesOf(parts, service, environment);
	const { store, away } = await openStoreOrNull(parts);
	const automation = (await store?.controls.automation()) ?? null;
	return {
		automation: {
			isOn: automation?.isOn ?? true,
			by: automation?.by ?? null,
			reason: automation?.reason ?? null,
			at: automation?.at ?? null,
		},
		places: await Promise.all(places.map((place) => statusOf(parts, store, place))),
		warnings: [...away, ...localStateWarning(parts)],
	};
}

/** The places that are asked about. Names that do not exist are told, with the nearest that do: an empty answer would pass for "nothing is wrong". */
function placesOf({ config }: AppParts, service: string | null, environment: string | null): readonly ServiceConfig[] {
	if (service !== null) return environment === null ? resolveService(config, service) : [resolveEnvironment(config, service, environment)];
	const places = config.services.filter((place) => environment === null || place.environment === environment);
	if (places.length > 0 || environment === null) return places;
	throw new BackoutError({
		code: "config.unknown-environment",
		message: `No service has an environment ${JSON.stringify(environment)}.`,
		fix: suggestion(environment, [...new Set(config.services.map((place) => place.environment))], "environments"),
	});
}

/** Two laptops cannot see each other's lock (design.md §4). */
function localStateWarning({ config }: AppParts): readonly string[] {
	const hasProduction = config.environments.some((environment) => environment.name === "production");
	if (config.state.kind !== "sqlite" || !hasProduction) return [];
	return ["State is kept on this machine only: another machine does not see its locks. For a team, set state: postgres://…"];
}

async function statusOf(parts: AppParts, store: Store | null, place: Place): Promise<PlaceStatus> {
	const connected = await parts.connect(place);
	const name: Place = { service: place.service, environment: place.environment };
	const journal = await readJournal(store, name);
	const lineage = await gatherLineage(connected, journal);
	const [health, hold, lock, resting, openIncidents, guards] = await Promise.all([
		verifyNow(parts, connected, lineage),
		store?.controls.holdOf(name) ?? null,
		store?.runs.lock(name) ?? null,
		store === null ? [] : restingRuns(store, name),
		store?.incidents.list({ ...name, limit: 20 }) ?? [],
		store?.guards.open(name) ?? [],
	]);
	const [guard] = guards;
	const stillOpen = openIncidents.filter((incident) => incident.status !== "closed");
	const lastGood = lineage.releases.find((release) => release.standing === "good");
	return {
		place: name,
		current: lineage.current,
		silent: lineage.silent,
		lastGood: lastGood ? releaseName(lastGood) : null,
		health,
		isProtected: connected.health.length + connected.smoke.length + connected.signals.length > 0,
		hold,
		lock: lock === null ? null : { ...lock, isLeft: await isLeftRun(parts, lock.run) },
		resting,
		openIncidents: store === null ? [] : await Promise.all(stillOpen.map((incident) => toldIncident(store, incident))),
		liveSince: lineage.current.state === "one" ? lineage.current.release.deployedAt : null,
		settledIncidents: store === null ? [] : await settledOf(store, stillOpen),
		stops: toldStops(journal.stops, name),
		guard: guard === undefined ? null : { guard, isLeft: isLeft(guard, parts.clock.now()) },
	};
}

/** A run under way whose process died waits for a person. Where the engine is away that cannot be told. */
async function isLeftRun(parts: AppParts, run: string): Promise<boolean> {
	try {
		return await (await parts.engine()).isLeft(run);
	} catch {
		return false;
	}
}

/** Those whose last run succeeded; a run that is under way, or went wrong, leaves something to do. */
async function settledOf(store: Store, incidents: readonly Incident[]): Promise<readonly string[]> {
	const ended = await Promise.all(
		incidents.map(async ({ id }) => {
			const [newest] = await store.runs.list({ incident: id, limit: 1 });
			return newest !== undefined && (await isConcluding(store, newest)) ? [id] : [];
		}),
	);
	return ended.flat();
}

async function lineageOf(parts: AppParts, store: Store | null, place: Place): Promise<Lineage> {
	return await gatherLineage(await parts.connect(place), await readJournal(store, place));
}

async function history(parts: AppParts, place: Place, limit: number): Promise<readonly HistoryEntry[]> {
	const { store } = await openStoreOrNull(parts);
	const { releases, current, silent } = await lineageOf(parts, store, place);
	for (const [target, why] of Object.entries(silent)) parts.log.warn(`${target} does not say what it runs and ran: ${why}`);
	const targets = (await parts.connect(place)).config.targets.map((target) => target.name);
	return releases.slice(0, limit).map((release) => {
		const isCurrent = runs(current, release);
		return { release, isCurrent, obstacle: isCurrent ? null : obstacleTo(release, targets) };
	});
}

function obstacleTo(release: Release, targets: readonly string[]): string | null {
	if (release.standing === "never") return `must never come back${release.standingReason ? `: ${release.standingReason}` : ""}`;
	return unavailability(release, targets);
}

function runs(current: CurrentState, release: Release): boolean {
	if (current.state === "one") return current.release.id === release.id;
	return current.state === "split" && current.running.some((one) => one.release?.id === release.id);
}

/** Releases, runs and incidents of the time, over all services, newest first. */
async function changes(parts: AppParts, sinceMs: number): Promise<readonly Change[]> {
	const since = new Date(parts.clock.now() - sinceMs).toISOString();
	const { store } = await openStoreOrNull(parts);
	const lists = await Promise.all(parts.config.services.map((place) => changesOf(parts, store, place, since)));
	return lists.flat().toSorted((a, b) => b.time.localeCompare(a.time));
}

async function changesOf(parts: AppParts, store: Store | null, { service, environment }: Place, since: string): Promise<readonly Change[]> {
	const place: Place = { service, environment };
	const { releases } = await lineageOf(parts, store, place);
	const deployed = releases.flatMap((release): Change[] =>
		release.deployedAt === null
			? []
			: [
					{
						time: release.deployedAt,
						place,
						what: `release ${release.label}${release.commit ? ` (${release.commit.slice(0, 7)})` : ""} went live`,
						who: release.deployedBy,
					},
				],
	);
	const runList = (await store?.runs.list({ ...place, limit: 50 })) ?? [];
	const ran = runList.map(
		(run): Change => ({
			time: run.createdAt,
			place,
			what: `run ${run.id} ${releasesText(run)}: ${run.status}`,
			who: run.requestedBy,
		}),
	);
	const incidents = (await store?.incidents.list({ ...place, limit: 50 })) ?? [];
	const opened = incidents.map(
		(incident): Change => ({ time: incident.openedAt, place, what: `incident ${incident.id}: ${incident.title}`, who: incident.owner }),
	);
	return [...deployed, ...ran, ...opened].filter((change) => change.time >= since);
}
