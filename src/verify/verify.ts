import type { Thresholds } from "../core/config.ts";
import { signalFrom } from "../core/judgement.ts";
import type { Reading, Signal, SignalSource, Window } from "../core/signal.ts";
import type { Verification } from "../core/verification.ts";
import { outcomeOf } from "./outcome.ts";
import { type ReadLimits, readInTime } from "./read.ts";
import { verificationSentence } from "./sentence.ts";

/** What a verification looks at, and what it holds it against. */
export interface VerifyInput extends ReadLimits {
	readonly health: readonly SignalSource[];
	readonly smoke: readonly SignalSource[];
	readonly signals: readonly SignalSource[];
	readonly thresholds: Thresholds;
	/** How far back signals look, in milliseconds. */
	readonly windowMs: number;
	/** ISO 8601: nothing from before counts, usually the moment the last step landed: the bad release's errors are not this one's. Null: no such moment. */
	readonly notBefore: string | null;
	/** Readings from before the bad release took traffic, by signal name. */
	readonly baselines: Readonly<Record<string, Reading>>;
}

/** Whether the service is well now: every check and signal is read at once, each within `timeoutMs`. Never throws for what it finds. */
export async function verify(input: VerifyInput): Promise<Verification> {
	const window = windowUntil(input.clock.now(), input);
	const sources = [...input.health, ...input.smoke, ...input.signals];
	const signals = await Promise.all(
		sources.map(async (source) => {
			const reading = await readInTime(source, window, input);
			return signalFrom(source, window, reading, baselineOf(source.name, input.baselines), input.thresholds, "after");
		}),
	);
	return {
		outcome: outcomeOf(signals),
		at: new Date(input.clock.now()).toISOString(),
		signals,
		text: verificationSentence(signals, input.thresholds),
	};
}

/** The baselines that an assessment's signals carry, by name, as `verify` wants them. */
export function baselinesOf(signals: readonly Signal[]): Readonly<Record<string, Reading>> {
	return Object.fromEntries(signals.flatMap((signal) => (signal.baseline === null ? [] : [[signal.name, signal.baseline]])));
}

function baselineOf(name: string, baselines: Readonly<Record<string, Reading>>): Reading | null {
	return Object.hasOwn(baselines, name) ? (baselines[name] ?? null) : null;
}

/** A window never ends before it begins: right after the steps it is a millisecond long, and its counts are simply too few. */
export function windowUntil(now: number, input: Pick<VerifyInput, "windowMs" | "notBefore">): Window {
	const floor = input.notBefore === null ? Number.NEGATIVE_INFINITY : Date.parse(input.notBefore);
	const from = Math.min(Math.max(now - input.windowMs, floor), now - 1);
	return { from: new Date(from).toISOString(), to: new Date(now).toISOString() };
}
