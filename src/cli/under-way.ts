import { formatDuration } from "../core/duration.ts";
import type { RunEvent } from "../core/run.ts";

/** What a run does at the moment, for the line that lives. */
export interface UnderWay {
	readonly text: string;
	/** Milliseconds since the epoch. */
	readonly since: number;
	/** ISO 8601; when it will be over, where that is known. */
	readonly until: string | null;
	/** What was heard of it last. */
	readonly heard: string;
	/** The steps that are taken side by side and have not ended, and how many there were; null: one step at a time. */
	readonly batch: { readonly open: readonly string[]; readonly all: number } | null;
}

/** `Switch api to v1  12.4 s  · waiting for the new processes`. */
export function liveText({ text, since, until, heard, batch }: UnderWay, now: number): string {
	const left = until === null || Date.parse(until) < now ? null : Date.parse(until) - now;
	const time = left === null ? formatDuration(Math.max(0, now - since)) : `${formatDuration(left)} left`;
	const count = batch === null ? "" : `  ${batch.all - batch.open.length} of ${batch.all} steps done`;
	return `${text}${count}  ${time}${heard === "" ? "" : `  · ${heard.replace(/\s+/g, " ")}`}`;
}

/** What is under way after the event; null when nothing is. */
export function nowUnderWay(event: RunEvent, before: UnderWay | null): UnderWay | null {
	const begin = (text: string, until: string | null = null): UnderWay => ({
		text,
		since: Date.parse(event.time),
		until,
		heard: "",
		batch: null,
	});
	switch (event.type) {
		case "run.started":
			return begin("Keeping evidence");
		case "batch.started":
			return { ...begin(`Batch ${event.batch} of ${event.of}`), batch: { open: event.steps, all: event.steps.length } };
		case "step.started":
			return before?.batch?.open.includes(event.step) ? before : begin(event.title);
		case "step.landed":
		case "step.failed":
			return withoutStep(before, event.step);
		case "gate.started":
			return begin(`Gate: ${event.checks.join(", ")}`);
		case "verification.started":
			return begin("Is it well?");
		case "bake.started":
			return begin("Watching its signals", event.until);
		case "step.progress":
			return before && { ...before, heard: before.batch === null ? event.text : `${event.step}: ${event.text}` };
		case "bake.sampled":
			return before && { ...before, heard: event.verification.text };
		case "step.applied":
		case "run.parked":
		case "run.resumed":
		case "message.sent":
		case "message.failed":
			return before;
		default:
			return null;
	}
}

/** A batch goes on until the last of its steps has ended. */
function withoutStep(before: UnderWay | null, step: string): UnderWay | null {
	if (before?.batch == null) return null;
	const open = before.batch.open.filter((one) => one !== step);
	return open.length === 0 ? null : { ...before, batch: { ...before.batch, open } };
}
