import { BackoutError } from "../../core/error.ts";
import type { Guard, GuardOwner } from "../../core/guard.ts";
import type { Clock } from "../../core/runtime.ts";
import type { Store } from "../../core/store.ts";
import { currentOwner } from "../../run/owner.ts";

/** Between two signs of life, in milliseconds. */
const BEAT_MS = 5_000;
/** Who has not been heard of for so long, in milliseconds, is gone: three signs of life and a slow database fit in. */
const SILENCE_MS = 20_000;

const owner = currentOwner();

/** The mark of this process. */
export const OUR_MARK = owner.mark("");

/** The guard that this process carries on; every change is stored before it counts. */
export interface Desk {
	guard(): Guard;
	/** Aborts when another process has it by now: what this one has under way must end. */
	readonly lost: AbortSignal;
	/** Throws BackoutError `guard.taken-over` when another process has it by now. */
	change(change: Partial<Guard>): Promise<void>;
	/** Stops giving signs of life; a guard that is not finished is free for the next command at once. */
	leave(): Promise<void>;
}

/** True when the process that carried the guard on is gone, or has been silent for too long. */
export function isLeft(guard: Guard, now: number): boolean {
	return owner.isGone(guard.owner.mark) || now - Date.parse(guard.owner.aliveAt) > SILENCE_MS;
}

/** The sign of life of this process, now. */
export function signOf(clock: Clock): GuardOwner {
	return { mark: OUR_MARK, aliveAt: new Date(clock.now()).toISOString() };
}

/** The desk of a guard that this process owns. */
export function openDesk(store: Store, clock: Clock, mine: Guard): Desk {
	let guard = mine;
	const sign = () => signOf(clock);
	const lost = new AbortController();
	// A database that is away for a moment ends no deploy; whoever took the guard over is met at the next change.
	const beat = setInterval(() => void beatOnce().catch(() => undefined), BEAT_MS);
	const beatOnce = async () => {
		if (!(await store.guards.beat(guard.id, sign()))) lost.abort(takenOver(guard));
	};
	beat.unref();
	return {
		guard: () => guard,
		lost: lost.signal,
		async change(change) {
			const saved = await store.guards.save({ ...guard, ...change, owner: sign() });
			if (saved === null) throw takenOver(guard);
			guard = saved;
		},
		async leave() {
			clearInterval(beat);
			if (guard.phase !== "finished") await store.guards.beat(guard.id, { mark: OUR_MARK, aliveAt: new Date(0).toISOString() });
		},
	};
}

/** Takes a guard over whose process is gone; null when somebody else was quicker. */
export async function takeOver(store: Store, clock: Clock, left: Guard): Promise<Desk | null> {
	const taken = await store.guards.save({ ...left, owner: signOf(clock) });
	return taken === null ? null : openDesk(store, clock, taken);
}

function takenOver(guard: Guard): BackoutError {
	return new BackoutError({
		code: "guard.taken-over",
		message: `${guard.id} was taken over by another process while this one was silent`,
		fix: `let that one finish; see what is where with: backout status ${guard.service} -e ${guard.environment}`,
	});
}
