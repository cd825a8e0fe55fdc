import type { StepCall } from "../../../core/adapter.ts";
import type { StepState } from "../../../core/step.ts";
import type { Alarm } from "./alarm.ts";
import { Saying } from "./saying.ts";

/** Something that is kept up to date until the signal aborts. */
export interface Watching {
	watch(signal: AbortSignal): Promise<void>;
}

/** What is followed. */
export interface Followed {
	/** What the state is told from: when it cannot be watched, nothing can be followed. */
	readonly watched: readonly (Watching & { read(signal: AbortSignal): Promise<void> })[];
	/** What is watched for its words only, begun once the first look shows that there is something to wait for; what cannot be watched there is not said. */
	beside(): readonly Watching[];
	/** The state, from what is watched as it is now. */
	look(): StepState | Promise<StepState>;
	/** What stands in the way; null when nothing is seen to. */
	trouble(): Told | null;
}

/** What stands in the way, said after a state's own words, and what a person should do about it. */
export interface Told {
	readonly text: string;
	/** The end of a log, said after the text and only once; empty when there is none. */
	readonly log: string;
	readonly fix: string;
}

/**
 * Waits by watch, not by asking again and again, until the state is no longer `landing`; the last state it saw when the call's signal aborts before.
 * Throws when what is followed cannot be watched (any more).
 */
export async function follow({ watched, beside, look, trouble }: Followed, alarm: Alarm, call: StepCall): Promise<StepState> {
	const ended = new AbortController();
	const signal = AbortSignal.any([call.signal, ended.signal]);
	const broken: unknown[] = [];
	const start = (one: Watching, fail: (thrown: unknown) => void): void => {
		one.watch(signal).catch((thrown: unknown) => {
			if (!signal.aborted) fail(thrown);
		});
	};
	const saying = new Saying();
	try {
		await Promise.all(watched.map((one) => one.read(call.signal)));
		for (;;) {
			const isLast = call.signal.aborted;
			const state = await look();
			const inTheWay = state.state === "landed" ? null : trouble();
			if (state.state !== "landing" || isLast) return withTrouble(state, inTheWay);
			if (saying.isFirst) {
				for (const one of watched) {
					start(one, (thrown) => {
						broken.push(thrown);
						alarm.ring();
					});
				}
				for (const one of beside()) start(one, () => undefined);
			}
			const news = saying.newsOf(`${state.detail}${inTheWay?.text ?? ""}`, inTheWay?.log ?? "");
			if (news !== null) call.progress(news);
			await alarm.next(call.signal);
			if (broken.length > 0) throw broken[0];
		}
	} finally {
		ended.abort();
	}
}

/** What the platform itself gives as the way out comes first. */
function withTrouble(state: StepState, told: Told | null): StepState {
	return told === null ? state : { ...state, detail: `${state.detail}${told.text}${told.log}`, fix: state.fix ?? told.fix };
}
