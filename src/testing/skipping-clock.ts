import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../core/runtime.ts";

/** A clock for tests that starts at `start` and skips every sleep in a few real milliseconds; a sleep that is aborted takes no time at all. */
export function skippingClock(start: string): Clock {
	let now = Date.parse(start);
	return {
		now: () => now,
		async sleep(ms, signal) {
			const isOver = await wait(3, true, signal === undefined ? {} : { signal }).catch(() => false);
			if (isOver) now += ms;
		},
	};
}
