import { handCommand } from "../../core/command.ts";
import { formatDuration } from "../../core/duration.ts";
import type { GuardEvent, GuardOutcome, PreviousSource } from "../../core/guard.ts";
import { formatQuantity } from "../../core/number.ts";
import { clockTime } from "../../core/time.ts";
import type { Paint } from "../paint.ts";
import { hanging } from "./text.ts";

type Looked = Extract<GuardEvent, { type: "guard.looked" }>;

/** While nothing changes, one look of so many milliseconds is told: a CI log of half an hour stays readable. */
const TELL_AGAIN_MS = 60_000;

const SOURCES: Readonly<Record<PreviousSource, string>> = {
	platform: "its targets say so",
	ledger: "the ledger was told so last; its targets do not say",
	"git-tag": "git's previous tag; neither its targets nor the ledger say",
};

/** Tells a guarded deploy's events one after the other, as lines for a person; some need none. */
export interface GuardTeller {
	tell(event: GuardEvent): readonly string[];
}

/** A teller for a screen of that width. */
export function createGuardTeller(paint: Paint, width: number): GuardTeller {
	let told: Looked | null = null;
	const isNews = (event: Looked): boolean => {
		if (told !== null && saysTheSame(told, event) && Date.parse(event.time) - Date.parse(told.time) < TELL_AGAIN_MS) return false;
		told = event;
		return true;
	};
	return {
		tell(event) {
			if (event.type === "guard.looked" && !isNews(event)) return [];
			const [first, ...more] = bodyOf(event, paint);
			if (first === undefined) return [];
			const lead = `${paint.dim(clockTime(event.time))}  `;
			return [...hanging(lead, first, width), ...more.flatMap((line) => hanging(" ".repeat(10), line, width))];
		},
	};
}

/** The numbers in its words change with every look; what is decided, how bad it is and by which rule is what a log must show. */
function saysTheSame(one: Looked, other: Looked): boolean {
	return one.action === other.action && one.severity === other.severity && one.rule === other.rule;
}

function bodyOf(event: GuardEvent, paint: Paint): readonly string[] {
	switch (event.type) {
		case "guard.started":
			return startedLines(event, paint);
		case "guard.resumed":
			return [
				`${paint.strong(event.guard ?? "guard")} of ${event.requestedBy} goes on ${paint.dim(`(${event.phase}); it began ${event.startedAt}`)}`,
				...event.warnings.map((warning) => `${paint.warn("!")} ${warning}`),
			];
		case "backup.started":
			return [`${paint.accent("›")} Backup ${paint.dim(handCommand(event.command))}`];
		case "backup.finished":
			return [`${event.exitCode === 0 ? paint.good("✓") : paint.bad("✗")} Backup ${paint.dim(formatDuration(event.durationMs))}`];
		case "deploy.started":
			return [`${paint.accent("›")} Deploy ${paint.dim(handCommand(event.command))}`];
		case "deploy.output":
			return [];
		case "deploy.finished":
			return [deployedText(event, paint)];
		case "guard.deployed":
			return [changedText(event, paint)];
		case "guard.watching":
			return [`${paint.accent("›")} Watching until ${clockTime(event.until)}, a look every ${formatDuration(event.everyMs)}`];
		case "guard.looked":
			return [lookText(event, paint)];
		case "guard.reverting":
			return [`${paint.warn("Taking it back")}${event.to === null ? "" : ` to ${paint.strong(event.to.label)}`}: ${event.reason}`];
		case "guard.waiting":
			return waitingLines(event, paint);
		case "guard.finished":
			return finishedLines(event, paint);
	}
}

function startedLines(event: Extract<GuardEvent, { type: "guard.started" }>, paint: Paint): readonly string[] {
	const from = event.from === null ? "nothing is known of what runs" : `${event.from.label} runs`;
	const source = event.source === null ? "" : paint.dim(` (${SOURCES[event.source]})`);
	return [
		`${paint.strong(event.guard ?? "guard")}  ${from}${source}; times are UTC`,
		`way back  ${event.wayBack}`,
		...event.warnings.map((warning) => `${paint.warn("!")} ${warning}`),
	];
}

function deployedText({ exitCode, ended, durationMs }: Extract<GuardEvent, { type: "deploy.finished" }>, paint: Paint): string {
	const time = paint.dim(formatDuration(durationMs));
	if (exitCode === 0 && ended === null) return `${paint.good("✓")} Deployed ${time}`;
	return `${paint.bad("✗")} Deploy ${ended ?? `failed with exit code ${exitCode ?? "of a signal"}`} ${time}`;
}

function changedText({ release, changed, answers }: Extract<GuardEvent, { type: "guard.deployed" }>, paint: Paint): string {
	const answer = answers === null ? "" : answers ? "; its checks pass" : paint.bad("; its checks do not pass");
	if (changed.length === 0) return `${paint.warn("!")} No target changed: what runs is what ran before${answer}`;
	const where = `on ${changed.join(", ")}`;
	return release === null
		? `${paint.warn("!")} ${formatQuantity(changed.length, "target")} changed (${where}), but not all run one release${answer}`
		: `${answers === false ? paint.warn("!") : paint.good("✓")} ${paint.strong(release.label)} runs ${where}${answer}`;
}

function lookText({ action, severity, confidence, text, leftMs }: Looked, paint: Paint): string {
	const left = leftMs > 0 ? paint.dim(` · ${formatDuration(leftMs)} left`) : "";
	if (action === "none") return `  ${paint.good("well")}  ${paint.dim(text)}${left}`;
	const color = action === "roll-back" ? paint.bad : paint.warn;
	return `  ${color(action)} ${severity}, confidence ${Math.round(confidence * 100)} %: ${text}${left}`;
}

/** What is waited for stands right above, with the step's title. */
function waitingLines({ run, risk, approver, until }: Extract<GuardEvent, { type: "guard.waiting" }>, paint: Paint): readonly string[] {
	return [
		`${paint.warn(`Waiting until ${clockTime(until)}`)} for an approval (${risk}): ${approver}`,
		`yes  backout approve ${run}`,
		`no, the release stays  backout reject ${run}`,
		`alone at night, audited  backout approve ${run} --break-glass --reason "…"`,
	];
}

const WORDS: Readonly<Record<GuardOutcome, string>> = {
	good: "good",
	"rolled-back": "rolled back",
	"rolled-back-unhealthy": "rolled back, not healthy",
	"deploy-failed": "deploy failed",
	refused: "refused",
	"not-judged": "not judged",
	"not-rolled-back": "not rolled back",
	waiting: "waits for approval",
	interrupted: "interrupted",
};

/** The report stands right above, at the end of the run that rolled back. */
function finishedLines(event: Extract<GuardEvent, { type: "guard.finished" }>, paint: Paint): readonly string[] {
	const { outcome, text, fix, refused, durationMs } = event;
	const color = outcome === "good" ? paint.good : outcome === "rolled-back" || outcome === "not-judged" ? paint.warn : paint.bad;
	const rule = refused === null ? "" : paint.dim(` (${refused.rule})`);
	const after = durationMs > 0 ? ` after ${formatDuration(durationMs)}` : "";
	return [`${paint.strong(color(WORDS[outcome]))}${after}: ${text}${rule}`, ...(fix === null ? [] : [`${paint.accent("fix")}  ${fix}`])];
}
