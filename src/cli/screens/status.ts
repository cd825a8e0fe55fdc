import type { PlaceStatus, RestingRun, StatusReport, ToldIncident } from "../../app/index.ts";
import { runningText } from "../../core/lineage.ts";
import { isUpAgain, type StoppedTarget } from "../../core/stopped.ts";
import type { Paint } from "../paint.ts";
import { age } from "./age.ts";
import { signalLines } from "./assessment.ts";
import { tableLines } from "./table.ts";
import { hanging } from "./text.ts";

/** How wide and in which colours a screen is drawn, and the time it is drawn at, in milliseconds since the epoch. */
export interface Look {
	readonly paint: Paint;
	readonly width: number;
	readonly now: number;
}

/** Every place on a line, and below it what a person should know. */
export function statusLines(report: StatusReport, look: Look): readonly string[] {
	const { paint, width } = look;
	const header = ["service", "environment", "runs", "live for", "standing", "health", "last good"];
	return [
		...automationLines(report, look),
		...tableLines({ header, rows: report.places.map((place) => row(place, look)) }, paint, width),
		...report.places.flatMap((place) => noteLines(place, look)),
		...(report.warnings.length === 0 ? [] : [""]),
		...report.warnings.flatMap((warning) => hanging(`${paint.warn("!")} `, warning, width)),
	];
}

function automationLines({ automation }: StatusReport, { paint, width, now }: Look): readonly string[] {
	if (automation.isOn) return [];
	const since = automation.at === null ? "" : ` ${age(automation.at, now)} ago`;
	const text = `Automation is off: ${automation.by ?? "somebody"} switched it off${since}: ${automation.reason ?? "no reason given"}`;
	return [...hanging(`${paint.warn("!")} `, text, width), ""];
}

function row(status: PlaceStatus, { paint, now }: Look): readonly string[] {
	const { place, current, lastGood } = status;
	const start = [paint.strong(place.service), place.environment];
	const end = [healthText(status, paint), lastGood === null ? paint.warn("none yet") : lastGood.label];
	if (current.state === "split") return [...start, paint.bad("half-way"), "", "", ...end];
	if (current.state === "unknown") return [...start, paint.warn("unknown"), "", "", ...end];
	const { label, standing } = current.release;
	const color = { good: paint.good, bad: paint.bad, never: paint.bad, unknown: paint.dim }[standing];
	return [...start, paint.strong(label), age(status.liveSince, now), color(standing), ...end];
}

function healthText({ health, isProtected, stops }: PlaceStatus, paint: Paint): string {
	if (stops.some((stop) => isUpAgain(stop, health.signals) === false)) return paint.bad("stopped");
	if (!isProtected && health.outcome !== "unhealthy") return paint.warn("unprotected");
	return { healthy: paint.good("healthy"), unhealthy: paint.bad("unhealthy"), unknown: paint.warn("unknown") }[health.outcome];
}

/** What does not fit into the line: why it is not well, who holds it, what is open. Nothing when there is nothing to say. */
function noteLines(status: PlaceStatus, look: Look): readonly string[] {
	const { paint, width, now } = look;
	const notes = [
		...(status.current.state === "split" ? [paint.bad(`half-way: ${runningText(status.current.running)}`)] : []),
		...Object.entries(status.silent).map(([target, why]) => `${target} does not say what it runs: ${why}`),
		...(status.hold === null ? [] : [`deploys are held by ${status.hold.by} for ${age(status.hold.at, now)}: ${status.hold.reason}`]),
		...status.stops.map((stop) => stopNote(stop, status, look)),
		...lockNotes(status, now),
		...status.resting.map((run) => restingNote(run, now)),
		...(status.guard === null ? [] : [guardNote(status.guard, status.resting, look)]),
		...status.openIncidents.map((incident) => incidentNote(incident, status, look)),
	];
	const isSick = status.health.outcome === "unhealthy" || (status.isProtected && status.health.outcome !== "healthy");
	const sick = isSick ? signalLines(unwell(status), paint, width) : [];
	const nothing = status.isProtected ? [] : [unprotectedNote(status)];
	const lines = [...sick, ...[...nothing, ...notes].flatMap((note) => hanging(`  ${paint.warn("!")} `, note, width))];
	return lines.length === 0 ? [] : ["", paint.strong(`${status.place.service} in ${status.place.environment}`), ...lines];
}

/** Our own journal tells who stopped it, and its platform whether it is up again. */
function stopNote(stop: StoppedTarget, { health }: PlaceStatus, { paint, now }: Look): string {
	const { target, run, by, at, wayBack } = stop;
	if (isUpAgain(stop, health.signals))
		return `${target} was stopped by run ${run} of ${by} ${age(at, now)} ago, and somebody else brought it back; this ends the stop: ${wayBack}`;
	return `${paint.bad(`${target} is stopped`)} by run ${run} of ${by} for ${age(at, now)}, and no run has brought it back: ${wayBack}`;
}

/** Ready pods are up; a release that starts and errs keeps them so. */
function unprotectedNote({ health }: PlaceStatus): string {
	const who =
		health.signals.length === 0 ? "nothing would notice a bad release" : "nothing would notice a bad release whose pods are ready";
	return `${who}: it has no health check, smoke test or signal`;
}

function guardNote({ guard, isLeft }: NonNullable<PlaceStatus["guard"]>, resting: readonly RestingRun[], { now }: Look): string {
	const what = `a deploy under guard by ${guard.requestedBy} began ${age(guard.startedAt, now)} ago (${guard.phase})`;
	// Resumed it would only wait again: the approval, told with its run, ends both.
	if (resting.some(({ run, status }) => run === guard.run && status === "waiting")) return `${what}: its rollback waits for the approval`;
	return isLeft ? `${what}, and nobody carries it on: backout resume ${guard.id}` : `${what}: ${guard.id}`;
}

/** An incident that nothing is left to do for says how it is closed. */
function incidentNote(
	{ id, severity, wasNothingWrong, status, openedAt, title }: ToldIncident,
	{ settledIncidents }: PlaceStatus,
	{ paint, now }: Look,
): string {
	const what = `${wasNothingWrong ? "nothing wrong," : severity} ${status} ${age(openedAt, now)}: ${title}`;
	return settledIncidents.includes(id) ? `${what}; its run went well, close it: backout incident close ${id}` : `${what} ${paint.dim(id)}`;
}

/** The lock of a run that rests is told with the run. */
function lockNotes({ lock, resting }: PlaceStatus, now: number): readonly string[] {
	if (lock === null || resting.some(({ run }) => run === lock.run)) return [];
	const who = `run ${lock.run} of ${lock.requestedBy}`;
	if (lock.isLeft)
		return [
			`${who} began ${age(lock.since, now)} ago, and nobody carries it on: backout resume ${lock.run}, or end it with: backout cancel ${lock.run}`,
		];
	return [`${who} is under way for ${age(lock.since, now)}: backout watch ${lock.run}`];
}

function restingNote({ run, status, by, at, since }: RestingRun, now: number): string {
	if (status === "waiting")
		return `run ${run} of ${by} waits for approval of ${at} for ${age(since, now)}; somebody else says: backout approve ${run}`;
	return `run ${run} was parked by ${by} ${age(since, now)} ago ${at}; go on with: backout resume ${run}, or end it with: backout cancel ${run}`;
}

function unwell({ health }: PlaceStatus) {
	return health.signals.filter((signal) => signal.state !== "normal");
}
