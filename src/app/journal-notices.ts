import type { Clock } from "../core/runtime.ts";
import type { RunStore } from "../core/store.ts";

/** What of a run is waited for: any entry of its journal, or a word about its status. */
type Subject = "entry" | "status";

/** Tells whoever waits in this process that something was written about a run. What another process writes it cannot tell: whoever waits looks again after a while. */
export interface JournalNotices {
	/** How often it was written here until now; to be asked for before one looks, so that nothing that is written meanwhile is missed. */
	count(subject: Subject, run: string): number;
	/** Resolves when it was written more often than `count` times, or after `ms`, or when the signal aborts. */
	next(subject: Subject, run: string, count: number, ms: number, signal?: AbortSignal): Promise<void>;
	/** The store's runs, with all that is written about them told. */
	telling<Runs extends Pick<RunStore, "append">>(runs: Runs): Runs;
}

/** Notices for the runs of this process. */
export function createJournalNotices(clock: Clock): JournalNotices {
	const counts = new Map<string, number>();
	const waiting = new Map<string, Set<AbortController>>();
	const tell = (key: string): void => {
		counts.set(key, (counts.get(key) ?? 0) + 1);
		for (const waiter of waiting.get(key) ?? []) waiter.abort();
	};
	return {
		count: (subject, run) => counts.get(keyOf(subject, run)) ?? 0,
		async next(subject, run, count, ms, signal) {
			const key = keyOf(subject, run);
			if ((counts.get(key) ?? 0) > count) return;
			const waiter = new AbortController();
			const waiters = waiting.get(key) ?? new Set();
			waiting.set(key, waiters.add(waiter));
			await clock.sleep(ms, signal === undefined ? waiter.signal : AbortSignal.any([waiter.signal, signal]));
			waiters.delete(waiter);
			if (waiters.size === 0) waiting.delete(key);
		},
		telling: (runs) => ({
			...runs,
			async append(run, events, status) {
				const added = await runs.append(run, events, status);
				tell(keyOf("entry", run));
				if (status !== undefined) tell(keyOf("status", run));
				return added;
			},
		}),
	};
}

function keyOf(subject: Subject, run: string): string {
	return `${subject}:${run}`;
}
