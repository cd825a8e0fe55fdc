import type { Clock } from "../core/runtime.ts";

/** setTimeout fires at once for anything longer (Node: "TimeoutOverflowWarning"). */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The machine's own clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		for (let left = ms; left > 0 && !signal?.aborted; left -= LONGEST_TIMER_MS) await timer(Math.min(left, LONGEST_TIMER_MS), signal);
	},
};

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
	return new Promise((resolve) => {
		const finish = () => {
			clearTimeout(handle);
			signal?.removeEventListener("abort", finish);
			resolve();
		};
		const handle = setTimeout(finish, ms);
		signal?.addEventListener("abort", finish, { once: true });
	});
}
