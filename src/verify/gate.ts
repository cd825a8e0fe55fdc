import type { Thresholds } from "../core/config.ts";
import { signalFrom } from "../core/judgement.ts";
import type { Reading, Signal, SignalSource } from "../core/signal.ts";
import type { Verification } from "../core/verification.ts";
import { type ReadLimits, readInTime } from "./read.ts";
import { verificationSentence } from "./sentence.ts";
import { windowUntil } from "./verify.ts";

/** A batch's own checks and signals, and how long they may take to become normal. */
export interface GateInput extends ReadLimits {
	readonly sources: readonly SignalSource[];
	readonly thresholds: Thresholds;
	/** How far back signals look, in milliseconds. */
	readonly windowMs: number;
	/** ISO 8601: when the batch landed; nothing from before counts. Null: no such moment. */
	readonly notBefore: string | null;
	/** Readings from before the bad release took traffic, by source name: a latency proves nothing without one. */
	readonly baselines: ReadonlyMap<string, Reading>;
	/** How long it may take, in milliseconds; 0: one look. */
	readonly settleMs: number;
	/** Between two looks; 1,000 ms when left out. */
	readonly pauseMs?: number;
}

/**
 * The first look at which every source was normal, or the last one when `settleMs` is over or the signal aborts. Stricter than a verification: what comes
 * next is done to everybody else, so one source that proves nothing keeps the gate shut.
 */
export async function settleGate(input: GateInput): Promise<{ readonly isOpen: boolean; readonly verification: Verification }> {
	const giveUpAt = input.clock.now() + input.settleMs;
	const pauseMs = input.pauseMs ?? 1_000;
	for (;;) {
		const signals = await readAll(input);
		const isOpen = signals.length > 0 && signals.every(({ state }) => state === "normal");
		const isLast = input.clock.now() + pauseMs > giveUpAt || input.signal.aborted;
		if (isOpen || isLast) return { isOpen, verification: verificationOf(signals, isOpen, input) };
		await input.clock.sleep(pauseMs, input.signal);
	}
}

async function readAll(input: GateInput): Promise<readonly Signal[]> {
	const window = windowUntil(input.clock.now(), input);
	return await Promise.all(
		input.sources.map(async (source) => {
			const reading = await readInTime(source, window, input);
			return signalFrom(source, window, reading, input.baselines.get(source.name) ?? null, input.thresholds, "after");
		}),
	);
}

function verificationOf(signals: readonly Signal[], isOpen: boolean, { clock, thresholds }: GateInput): Verification {
	const isBad = signals.some(({ state }) => state === "abnormal");
	return {
		outcome: isOpen ? "healthy" : isBad ? "unhealthy" : "unknown",
		at: new Date(clock.now()).toISOString(),
		signals,
		text: verificationSentence(signals, thresholds),
	};
}
