import { formatDuration } from "../core/duration.ts";
import type { RunEvent } from "../core/run.ts";
import { createTeller } from "./screens/events.ts";
import { clipped } from "./screens/text.ts";
import type { Session } from "./session.ts";
import { frame } from "./spinner.ts";

const FRAME_MS = 100;
/** Under the times of the lines above. */
const MARGIN = " ".repeat(10);

/** Shows events as lines; on a terminal the last line lives: what is under way, for how long, and what was heard of it last. */
export interface Progress {
	show(event: RunEvent): void;
	stop(): void;
}

interface UnderWay {
	readonly text: string;
	readonly since: number;
	/** ISO 8601; when it will be over, where that is known. */
	readonly until: string | null;
	readonly heard: string;
}

/** A progress display on the session's standard output; `earlier` events were shown before. */
export function createProgress(session: Session, earlier: readonly RunEvent[]): Progress {
	const { stdout } = session.context.process;
	const teller = createTeller({ paint: session.paint, width: session.width, isBrief: session.isTerminal }, earlier);
	let underWay = earlier.reduce<UnderWay | null>((before, event) => nowUnderWay(event, before), null);
	let turn = 0;
	const clear = (): void => {
		if (session.isTerminal) stdout.write("\r\u001b[2K");
	};
	const draw = (): void => {
		if (underWay === null) return;
		turn++;
		const line = session.app.masker.mask(liveText(underWay, Date.now()));
		stdout.write(`\r\u001b[2K${MARGIN}${session.paint.accent(frame(turn))} ${clipped(line, session.width - MARGIN.length - 3)}`);
	};
	const timer = session.isTerminal ? setInterval(draw, FRAME_MS) : null;
	return {
		show(event) {
			clear();
			session.say(...teller.tell(event));
			underWay = nowUnderWay(event, underWay);
			if (session.isTerminal) draw();
		},
		stop() {
			if (timer) clearInterval(timer);
			underWay = null;
			clear();
		},
	};
}

/** `Switch api to v1  12.4 s  · waiting for the new processes`. */
export function liveText({ text, since, until, heard }: UnderWay, now: number): string {
	const left = until === null || Date.parse(until) < now ? null : Date.parse(until) - now;
	const time = left === null ? formatDuration(Math.max(0, now - since)) : `${formatDuration(left)} left`;
	return `${text}  ${time}${heard === "" ? "" : `  · ${heard.replace(/\s+/g, " ")}`}`;
}

function nowUnderWay(event: RunEvent, before: UnderWay | null): UnderWay | null {
	const begin = (text: string, until: string | null = null): UnderWay => ({ text, since: Date.parse(event.time), until, heard: "" });
	switch (event.type) {
		case "run.started":
			return begin("Keeping evidence");
		case "step.started":
			return begin(event.title);
		case "verification.started":
			return begin("Is it well?");
		case "bake.started":
			return begin("Watching its signals", event.until);
		case "step.progress":
			return before && { ...before, heard: event.text };
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
