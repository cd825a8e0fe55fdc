import type { Thresholds } from "../core/config.ts";
import { judgeReading } from "../core/judgement.ts";
import { amountOrNull } from "../core/measurement.ts";
import type { Reading, Signal } from "../core/signal.ts";
import type { Verification } from "../core/verification.ts";

interface Pool {
	readonly failed: number;
	readonly total: number;
	/** In how many looks something failed: one bad look is a blip however it is counted. */
	readonly badLooks: number;
	readonly lastEnd: string;
}

const EMPTY: Pool = { failed: 0, total: 0, badLooks: 0, lastEnd: "" };

/** What is wrong when the looks with too few requests are counted together, in words; null when nothing is. Overlapping windows are counted once. */
export function worstPool(samples: readonly Verification[], thresholds: Thresholds): string | null {
	const pools = new Map<string, Pool>();
	for (const signal of samples.flatMap((sample) => sample.signals)) {
		const pooled = withSignal(pools.get(signal.name) ?? EMPTY, signal);
		if (pooled !== null) pools.set(signal.name, pooled);
	}
	const wrong = [...pools].flatMap(([name, pool]) => poolText(name, pool, thresholds));
	return wrong[0] ?? null;
}

function withSignal(pool: Pool, signal: Signal): Pool | null {
	if (signal.state !== "unknown" || signal.reading.kind !== "ratio" || signal.window.from < pool.lastEnd) return null;
	const failed = amountOrNull(signal.reading.failed);
	const total = amountOrNull(signal.reading.total);
	if (failed === null || total === null) return null;
	return {
		failed: pool.failed + failed,
		total: pool.total + total,
		badLooks: pool.badLooks + (failed > 0 ? 1 : 0),
		lastEnd: signal.window.to,
	};
}

function poolText(name: string, pool: Pool, thresholds: Thresholds): string[] {
	const reading: Reading = { kind: "ratio", failed: pool.failed, total: pool.total, ratio: null, detail: "" };
	const { state, text } = judgeReading("error-rate", reading, null, thresholds, "after");
	return state === "abnormal" && pool.badLooks >= 2 ? [`${name}: ${text} in the looks that had too few requests to be judged alone`] : [];
}
