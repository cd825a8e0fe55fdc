import type { Thresholds } from "../core/config.ts";
import { formatSpan } from "../core/duration.ts";
import { amountOrNull, lengthMs } from "../core/measurement.ts";
import { formatQuantity } from "../core/number.ts";
import { isTooLittle } from "../core/reading.ts";
import type { Signal } from "../core/signal.ts";
import type { Verification } from "../core/verification.ts";
import { verificationSentence } from "./sentence.ts";

/** How many requests the look saw where it counted them, at most by one of its signals; 0 where none did. */
export function requestsIn({ signals }: Verification): number {
	const totals = signals.map(({ reading }) => (reading.kind === "ratio" ? (amountOrNull(reading.total) ?? 0) : 0));
	return Math.max(0, ...totals);
}

/** True when too few requests, or none, are all that left the look undecided: it was not blind, and it saw nothing wrong. */
export function isOnlyQuiet({ outcome, signals }: Verification): boolean {
	return outcome === "unknown" && signals.some(isFew) && signals.every((signal) => signal.state === "normal" || isFew(signal));
}

function isFew(signal: Signal): boolean {
	return isTooLittle(signal) || (signal.reading.kind === "ratio" && amountOrNull(signal.reading.total) === 0);
}

/** What all looks together saw too little of, and what would make it known. `signals`: those of all looks together. */
export function tooLittleText(signals: readonly Signal[], thresholds: Thresholds): string {
	return `all looks together saw ${verificationSentence(signals, thresholds)}; ${remedyText(signals, thresholds)}`;
}

function remedyText(signals: readonly Signal[], { minimumRequests }: Thresholds): string {
	const check = "a health check or a smoke test would tell without any traffic";
	const counted = signals.find(({ measure }) => measure === "error-rate");
	const total = counted?.reading.kind === "ratio" ? amountOrNull(counted.reading.total) : null;
	if (counted === undefined || total === null || total === 0) return check;
	const neededMs = (lengthMs(counted.window) * minimumRequests) / total;
	return `${formatQuantity(minimumRequests, "request")} are needed, for which this traffic takes ${formatSpan(neededMs)} (\`bake\`); ${check}`;
}
