import { formatDuration } from "../../core/duration.ts";
import { isFreeze } from "../../core/freeze.ts";
import type { PlanKind } from "../../core/plan.ts";
import { isTooLittle } from "../../core/reading.ts";
import { type RunEvent, releasesText } from "../../core/run.ts";
import { clockTime } from "../../core/time.ts";
import type { Verification } from "../../core/verification.ts";
import type { Paint } from "../paint.ts";
import { type StepTitles, stepTitles } from "./step-titles.ts";
import { hanging } from "./text.ts";

/** How a journal is told. */
export interface Telling {
	readonly paint: Paint;
	readonly width: number;
	/** True: what is only under way is left out, for a living line below shows it, or it is long over. */
	readonly isBrief: boolean;
}

/** Tells a run's events one after the other, as lines for a person; some need none. Step ids are told by their titles, which earlier events gave. */
export interface Teller {
	tell(event: RunEvent): readonly string[];
}

/** A teller that has heard the `earlier` events. */
export function createTeller(telling: Telling, earlier: readonly RunEvent[] = []): Teller {
	const titles = stepTitles();
	/** What the end of the run repeats. */
	let verdict = "";
	let kind: PlanKind | undefined;
	const hear = (event: RunEvent): void => {
		titles.hear(event);
		if (event.type === "run.created") kind = event.kind;
		if (event.type === "step.failed") verdict = `step ${event.step} failed: ${event.detail}.`;
		if (event.type === "verification.finished" || event.type === "bake.finished") verdict = event.verification.text;
	};
	for (const event of earlier) hear(event);
	return {
		tell(event) {
			hear(event);
			const { paint, width } = telling;
			const [first, ...more] = bodyOf(event, telling, { titles, verdict, kind });
			if (first === undefined) return [];
			return [
				...hanging(`${paint.dim(clockTime(event.time))}  `, first, width),
				...more.flatMap((line) => hanging(" ".repeat(10), line, width)),
			];
		},
	};
}

/** What was heard before. */
interface Heard {
	readonly titles: StepTitles;
	readonly verdict: string;
	/** Undefined: its journal is of before there were others than returns. */
	readonly kind: PlanKind | undefined;
}

function bodyOf(event: RunEvent, { paint, isBrief }: Telling, heard: Heard): readonly string[] {
	const { titles } = heard;
	switch (event.type) {
		case "run.created":
			return [
				`${paint.strong(`run ${event.run}`)}  ${intentionText(event)}  ${paint.dim(`by ${event.requestedBy}: ${event.reason}; times are UTC`)}`,
			];
		case "run.started":
		case "step.applied":
			return [];
		case "run.resumed":
			return [`goes on ${paint.dim(`by ${event.by}`)}`];
		case "run.parked":
			return [`${paint.warn("parked")} ${event.at}; go on with: backout resume ${event.run}`];
		case "run.park-requested":
			return [`${paint.warn("asked to park")} by ${event.by}`];
		case "run.cancel-requested":
			return [`${paint.warn("asked to stop")} by ${event.by}`];
		case "evidence.kept":
			return [
				`${paint.good("✓")} Evidence kept ${paint.dim(`${event.files.length} ${event.files.length === 1 ? "file" : "files"}`)}${event.missing.length === 0 ? "" : paint.warn(` missing: ${event.missing.join("; ")}`)}`,
			];
		case "approval.requested":
			return [
				`${paint.warn("waits for approval")} (${event.risk}): ${titles.of(event.step)}`,
				`${paint.accent("somebody else says")}  backout approve ${event.run}`,
			];
		case "approval.given":
			return [
				`${paint.good("approved")} by ${event.by}${event.isBreakGlass ? paint.bad(" alone, by breaking the glass") : ""}: ${titles.of(event.step)}${event.reason ? paint.dim(`  ${event.reason}`) : ""}`,
			];
		case "approval.rejected":
			return [`${paint.bad("rejected")} by ${event.by}: ${titles.of(event.step)}${event.reason ? `  ${event.reason}` : ""}`];
		case "batch.started":
			return [`${paint.strong(`Batch ${event.batch} of ${event.of}`)}  ${event.targets.join(", ")}`];
		case "gate.started":
			return isBrief ? [] : [`${paint.accent("›")} Gate: ${event.checks.join(", ")}`];
		case "gate.finished":
			return [
				`${event.isOpen ? paint.good("✓") : paint.bad("✗")} Gate after batch ${event.batch} ${event.isOpen ? "is open" : "stays shut"}: ${event.verification.text}`,
			];
		case "step.started":
			return isBrief ? [] : [`${paint.accent("›")} ${titles.of(event.step)}`];
		case "step.progress":
			return isBrief ? [] : [`  ${paint.dim(titles.beside(event.step, event.text))}`];
		case "step.landed":
			return [
				`${paint.good("✓")} ${titles.of(event.step)}  ${paint.dim(event.wasAlready ? "had landed already" : formatDuration(event.durationMs))}`,
			];
		case "step.failed":
			return [`${paint.bad("✗")} ${titles.of(event.step)}: ${event.detail}`, `${paint.accent("fix")}  ${event.fix}`];
		case "verification.started":
			return isBrief ? [] : [`${paint.accent("›")} Is it well?`];
		case "verification.finished":
			return [verificationText(event.verification, paint)];
		case "bake.started":
			return isBrief ? [] : [`${paint.accent("›")} Watching its signals until ${clockTime(event.until)}`];
		case "bake.sampled":
			return isBrief && event.verification.outcome === "healthy"
				? []
				: [`  ${markOf(event.verification, paint)} ${paint.dim(event.verification.text)}`];
		case "bake.finished":
			return [verificationText(event.verification, paint)];
		case "message.sent":
			return [paint.dim(`told ${event.channel}: ${event.message}`)];
		case "message.failed":
			return [paint.warn(`could not tell ${event.channel}: ${event.detail}`)];
		case "ladder.proposed":
			return ladderLines(event.rungs, paint);
		case "run.finished":
			return finishedLines(event, paint, heard);
	}
}

function ladderLines(rungs: Extract<RunEvent, { type: "ladder.proposed" }>["rungs"], paint: Paint): readonly string[] {
	const shared = sharedEnding(rungs.map(({ text }) => text));
	return [
		paint.strong("What to try next"),
		...rungs.flatMap(({ text, plan }) => [
			`${plan === null ? paint.dim("·") : paint.accent("▸")} ${text.slice(0, text.length - shared.length).trim()}`,
			...(plan === null ? [] : [`  backout run --plan ${plan}`]),
		]),
		...(shared === "" ? [] : [`${paint.warn("!")} ${shared}`]),
	];
}

/** The last sentence, when all the texts end with the same one: it is told once. */
function sharedEnding(texts: readonly string[]): string {
	const last = texts[0]?.split(/(?<=\.) /).at(-1) ?? "";
	return texts.length > 1 && texts.every((text) => text.endsWith(` ${last}`)) ? last : "";
}

/** `v3 → v2`; `stops, v3 stays`. */
function intentionText({ kind, from, to }: Extract<RunEvent, { type: "run.created" }>): string {
	if (!isFreeze(kind)) return releasesText({ from, to });
	return `${kind === "stop-writes" ? "stops" : "brings back"}, ${releasesText({ from, to })}`;
}

function finishedLines(event: Extract<RunEvent, { type: "run.finished" }>, paint: Paint, { verdict, kind }: Heard): readonly string[] {
	// What the last verification said stands right above.
	const detail = (verdict === "" ? event.detail : event.detail.replace(`: ${verdict}`, "").replace(verdict, "")).trim();
	return [
		`${paint.strong(statusText(event.status, paint))} after ${formatDuration(event.durationMs)}${detail === "" ? "" : `: ${detail}`}`,
		...(event.fix === null ? [] : [`${paint.accent(event.status === "succeeded" ? "next" : "fix")}  ${event.fix}`]),
		...(event.report === null ? [] : [`${paint.dim("report")}  ${event.report}`]),
		...(event.status === "succeeded" && !isFreeze(kind)
			? [`${paint.dim("forward again once it is fixed")}  backout undo ${event.run}`]
			: []),
	];
}

function verificationText(verification: Verification, paint: Paint): string {
	const word = { healthy: paint.good("well"), unhealthy: paint.bad("not well"), unknown: paint.warn("nobody knows whether it is well") };
	// Its text says first that there is too little to judge by; "well" before it would be taken for all that was asked.
	if (isDoubtful(verification)) return `${markOf(verification, paint)} ${verification.text}`;
	return `${markOf(verification, paint)} ${word[verification.outcome]}: ${verification.text}`;
}

/** Nothing speaks against it, but some of it was measured in too few requests. */
function isDoubtful({ outcome, signals }: Verification): boolean {
	return outcome === "healthy" && signals.some(isTooLittle);
}

function markOf(verification: Verification, paint: Paint): string {
	const outcome = isDoubtful(verification) ? "unknown" : verification.outcome;
	return { healthy: paint.good("✓"), unhealthy: paint.bad("✗"), unknown: paint.warn("?") }[outcome];
}

/** A run's status in its colour. */
export function statusText(status: string, paint: Paint): string {
	if (status === "succeeded") return paint.good(status);
	return status === "running" || status === "waiting" || status === "parked" ? paint.warn(status) : paint.bad(status);
}
