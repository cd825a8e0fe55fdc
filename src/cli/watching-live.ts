import type { AssessmentResult } from "../app/index.ts";
import { listenToKeys } from "./keyboard.ts";
import { openLiveFrame } from "./live-frame.ts";
import { asciiOnly, writesUtf8 } from "./screens/watch/glyphs.ts";
import { NOTHING_SEEN, remembering } from "./screens/watch/memory.ts";
import { type Size, tickedScreen, watchScreen } from "./screens/watch/screen.ts";
import { type Seen, seenIn, type WatchView } from "./screens/watch/view.ts";
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
/** The charts and how long is left to decide go on at least this often, in milliseconds. */
const WHOLE_MS = 5_000;
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
	let picture: readonly string[] = [];
	let wholeAtMs = 0;
	let nextAtMs: number | null = null;
	let isOver = false;
	let wake = (): void => undefined;
	const stopKeys = listenToKeys(stdin, { leave, now: () => wake() });

	const whole = (): void => {
		wholeAtMs = Date.now();
		const waiting = [session.paint.dim("looking for the first time …")];
		picture = seen === null ? waiting : watchScreen(viewOf(seen), sizeOf(stdout), session.paint);
		frame.draw(written(picture));
	};
	const tick = (): void => {
		if (seen === null || Date.now() - wholeAtMs >= WHOLE_MS) whole();
		else frame.draw(written(tickedScreen(picture, viewOf(seen), sizeOf(stdout), session.paint)));
	};
	const viewOf = (current: Seen): WatchView => {
		const nowMs = Date.now();
		const mode = isOver ? "over" : stopKeys === null ? "signals" : "keys";
		return { ...current, nowMs, nextLookMs: nextAtMs === null ? null : nextAtMs - nowMs, mode };
	};
	const written = (lines: readonly string[]) => (isPlain ? lines.map(asciiOnly) : lines);
	const timer = setInterval(tick, TICK_MS);
	stdout.on("resize", whole);
	whole();

	return {
		looking() {
			nextAtMs = null;
			tick();
		},
		looked(result, isLast) {
			memory = remembering(memory, result);
			seen = masked(seenIn(result, memory), session);
			isOver = isLast;
			whole();
		},
		async rest(ms, left) {
			nextAtMs = Date.now() + ms;
			tick();
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
			stdout.off("resize", whole);
			isOver = true;
			whole();
			stopKeys?.();
			frame.close();
		},
	};
}

/** The last row is left to the cursor. */
function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
	return { width: Math.min(columns || USUAL.columns, WIDEST), height: Math.min((rows || USUAL.rows) - 1, HIGHEST) };
}

/** Before it is cut to the width: half a secret would pass for none. */
function masked(seen: Seen, { app }: Session): Seen {
	return JSON.parse(app.masker.mask(JSON.stringify(seen)));
}
