import type { AssessmentResult } from "../app/index.ts";
import { listenToKeys } from "./keyboard.ts";
import { openLiveFrame } from "./live-frame.ts";
import { asciiOnly, writesUtf8 } from "./screens/watch/glyphs.ts";
import { NOTHING_SEEN, remembering } from "./screens/watch/memory.ts";
import { watchScreen } from "./screens/watch/screen.ts";
import { type Seen, seenIn } from "./screens/watch/view.ts";
import type { Session } from "./session.ts";

/** Who is shown a watch. */
export interface WatchedBy {
	looking(): void;
	/** `isLast`: it decided, and no look follows. */
	looked(result: AssessmentResult, isLast: boolean): void;
	/** Rests between two looks; sooner over when a person wants to look now, or when `left` aborts. */
	rest(ms: number, left: AbortSignal): Promise<void>;
	/** No look follows. */
	end(): void;
}

/** The countdown goes by the second. */
const TICK_MS = 1_000;
/** Wider and higher than this a picture says no more. */
const WIDEST = 200;
const HIGHEST = 60;
/** What a terminal that does not tell has. */
const USUAL = { columns: 80, rows: 24 } as const;

/** The watch as a picture that is drawn over in its place, on standard output. */
export function liveView(session: Session, leave: () => void): WatchedBy {
	const { stdout, stdin } = session.context.process;
	const frame = openLiveFrame(stdout);
	const isPlain = !writesUtf8(session.context.env, process.platform);
	let memory = NOTHING_SEEN;
	let seen: Seen | null = null;
	let nextAtMs: number | null = null;
	let isOver = false;
	let wake = (): void => undefined;
	const stopKeys = listenToKeys(stdin, { leave, now: () => wake() });

	const draw = (): void => {
		const nowMs = Date.now();
		const size = { width: Math.min(stdout.columns || USUAL.columns, WIDEST), height: Math.min((stdout.rows || USUAL.rows) - 1, HIGHEST) };
		const mode = isOver ? "over" : stopKeys === null ? "signals" : "keys";
		const nextLookMs = nextAtMs === null ? null : nextAtMs - nowMs;
		const lines =
			seen === null
				? [session.paint.dim("looking for the first time …")]
				: watchScreen({ ...seen, nowMs, nextLookMs, mode }, size, session.paint);
		frame.draw(isPlain ? lines.map(asciiOnly) : lines);
	};
	const timer = setInterval(draw, TICK_MS);
	stdout.on("resize", draw);
	draw();

	return {
		looking() {
			nextAtMs = null;
			if (seen !== null) draw();
		},
		looked(result, isLast) {
			memory = remembering(memory, result);
			seen = masked(seenIn(result, memory), session);
			isOver = isLast;
			draw();
		},
		async rest(ms, left) {
			nextAtMs = Date.now() + ms;
			draw();
			await new Promise<void>((settle) => {
				const over = setTimeout(() => wake(), ms);
				wake = () => {
					clearTimeout(over);
					left.removeEventListener("abort", wake);
					settle();
				};
				left.addEventListener("abort", wake, { once: true });
			});
			wake = () => undefined;
		},
		end() {
			clearInterval(timer);
			stdout.off("resize", draw);
			isOver = true;
			draw();
			stopKeys?.();
			frame.close();
		},
	};
}

/** Before it is cut to the width: half a secret would pass for none. */
function masked(seen: Seen, { app }: Session): Seen {
	return JSON.parse(app.masker.mask(JSON.stringify(seen)));
}
