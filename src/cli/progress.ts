import type { RunEvent } from "../core/run.ts";
import { createTeller } from "./screens/events.ts";
import { clipped } from "./screens/text.ts";
import type { Session } from "./session.ts";
import { frame } from "./spinner.ts";
import { liveText, nowUnderWay, type UnderWay } from "./under-way.ts";

const FRAME_MS = 100;
/** Under the times of the lines above. */
const MARGIN = " ".repeat(10);

/** Shows events as lines; on a terminal the last line lives: what is under way, for how long, and what was heard of it last. */
export interface Progress {
	show(event: RunEvent): void;
	stop(): void;
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
