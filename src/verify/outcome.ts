import { isCheck } from "../core/reading.ts";
import type { Signal } from "../core/signal.ts";
import type { Verification } from "../core/verification.ts";

/**
 * Unhealthy when anything is abnormal; healthy when at least one thing proved normal and every check could be made; else unknown.
 * A signal without evidence does not spoil passing checks, but nothing measured never counts as well (design.md §7).
 */
export function outcomeOf(signals: readonly Signal[]): Verification["outcome"] {
	if (signals.some((signal) => signal.state === "abnormal")) return "unhealthy";
	const isProved = signals.some((signal) => signal.state === "normal");
	const isBlind = signals.some((signal) => isCheck(signal.measure) && signal.state === "unknown");
	return isProved && !isBlind ? "healthy" : "unknown";
}
