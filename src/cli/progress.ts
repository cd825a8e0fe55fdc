import { formatDuration } from "../core/duration.ts";
import type { RunEvent } from "../core/run.ts";
import { eventLines } from "./screens/events.ts";
import type { Session } from "./session.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;

/** Shows events as lines; on a terminal the last line lives: what is under way, and for how long. */
export interface Progress {
	show(event: RunEvent): void;
	stop(): void;
}

/** A progress display on the session's standard output. */
export function createProgress(session: Session): Progress {
	const { stdout } = session.context.process;
	let underWay: { readonly text: string; readonly since: number } | null = null;
	let frame = 0;
	const clear = (): void => {
		if (session.isTerminal) stdout.write("\r\u001b[2K");
	};
	const draw = (): void => {
		if (underWay === null) return;
		frame++;
		const line = `${FRAMES[frame % FRAMES.length]} ${underWay.text}  ${formatDuration(Date.now() - underWay.since)}`;
		stdout.write(`\r\u001b[2K${" ".repeat(10)}${session.app.masker.mask(line).slice(0, session.width - 11)}`);
	};
	const timer = session.isTerminal ? setInterval(draw, FRAME_MS) : null;
	return {
		show(event) {
			clear();
			session.say(...eventLines(event, session.paint));
			underWay = nowUnderWay(event, underWay);
			if (session.isTerminal) draw();
		},
		stop() {
			if (timer) clearInterval(timer);
			clear();
		},
	};
}

function nowUnderWay(event: RunEvent, before: { readonly text: string; readonly since: number } | null) {
	const since = Date.parse(event.time);
	switch (event.type) {
		case "run.started":
			return { text: "keeping evidence", since };
		case "step.started":
			return { text: event.title, since };
		case "verification.started":
			return { text: "looking whether it is well", since };
		case "bake.started":
			return { text: "baking", since };
		case "step.progress":
		case "step.applied":
		case "bake.sampled":
		case "message.sent":
		case "message.failed":
			return before;
		default:
			return null;
	}
}
