import { isCheck } from "../core/reading.ts";
import type { Verification } from "../core/verification.ts";
import { type VerifyInput, verify } from "./verify.ts";

/** A verification that may take some tries. */
export interface SettleInput extends VerifyInput {
	/** How long the service may take to become healthy, in milliseconds; 0: one look. */
	readonly settleMs: number;
	/** Between two looks; 1,000 ms when left out. */
	readonly pauseMs?: number;
	/** Told of every look that was not the last. */
	readonly onTry?: (verification: Verification) => void;
}

/** The first healthy verification, or the last one when `settleMs` is over or the signal aborts: a service needs some seconds to start. With nothing to look at there is one look: waiting proves nothing. */
export async function settle(input: SettleInput): Promise<Verification> {
	const sources = input.health.length + input.smoke.length + input.signals.length;
	const giveUpAt = input.clock.now() + (sources === 0 ? 0 : input.settleMs);
	const pauseMs = input.pauseMs ?? 1_000;
	let notBefore = input.notBefore;
	for (;;) {
		const verification = await verify({ ...input, notBefore });
		const isLast = input.clock.now() + pauseMs > giveUpAt || input.signal.aborted;
		if (verification.outcome === "healthy" || isLast) return verification;
		input.onTry?.(verification);
		if (isStarting(verification)) notBefore = verification.at;
		await input.clock.sleep(pauseMs, input.signal);
	}
}

/** Requests that failed while a check still failed belong to the start-up, not to the service that then stands. */
function isStarting(verification: Verification): boolean {
	return verification.signals.some((signal) => isCheck(signal.measure) && signal.state !== "normal");
}
