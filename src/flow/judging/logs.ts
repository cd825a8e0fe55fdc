import { newLogTemplates } from "../../assess/index.ts";
import type { NewTemplate } from "../../core/log.ts";
import type { SignalSource } from "../../core/signal.ts";
import type { FlowParts } from "../parts.ts";

/** As far back as a log is compared: coverage row 29 asks for the last 30 minutes. */
const LOG_MS = 30 * 60_000;
/** The runbooks look at the five most telling kinds of lines. */
const TOP = 5;

/** Kinds of log lines that are new since the moment, over all logs of the place; null when none could be compared. */
export async function newInLogs(
	parts: Pick<FlowParts, "masker">,
	sources: readonly SignalSource[],
	turnMs: number,
	nowMs: number,
	deadline: AbortSignal,
): Promise<readonly NewTemplate[] | null> {
	const found = await Promise.all(sources.map((source) => newInLog(parts, source, turnMs, nowMs, deadline)));
	const known = found.filter((templates) => templates !== null);
	return known.length === 0 ? null : known.flat().toSorted(mostTellingFirst).slice(0, TOP);
}

async function newInLog(
	{ masker }: Pick<FlowParts, "masker">,
	source: SignalSource,
	turnMs: number,
	nowMs: number,
	deadline: AbortSignal,
): Promise<readonly NewTemplate[] | null> {
	if (source.lines === undefined) return null;
	const iso = (ms: number) => new Date(ms).toISOString();
	const [before, after] = await Promise.all([
		source.lines({ from: iso(turnMs - LOG_MS), to: iso(turnMs) }, deadline),
		source.lines({ from: iso(Math.max(turnMs, nowMs - LOG_MS)), to: iso(nowMs) }, deadline),
	]);
	return newLogTemplates(before, after, (text) => masker.mask(text)).templates;
}

function mostTellingFirst(a: NewTemplate, b: NewTemplate): number {
	return Number(b.isErrorLike) - Number(a.isErrorLike) || b.count - a.count;
}
