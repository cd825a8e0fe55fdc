import { certificateStanding } from "../../core/certificate.ts";
import type { Thresholds } from "../../core/config.ts";
import type { JsonValue } from "../../core/json.ts";
import { errorShare, slowdown } from "../../core/measurement.ts";
import type { Reading, Signal } from "../../core/signal.ts";
import { CONFIDENCE, type Judgement, type Verdict } from "./judge.ts";
import { wilsonInterval, Z } from "./wilson.ts";

/** Judges a signal by the thresholds alone: one window, one comparison. */
export function thresholdJudge(signal: Signal, thresholds: Thresholds): Judgement {
	const verdict = verdictOf(signal, thresholds);
	return {
		verdict,
		confidence: confidenceOf(signal, verdict, thresholds),
		text: `${signal.name}: ${signal.text}`,
		evidence: evidenceOf(signal, thresholds),
	};
}

function verdictOf(signal: Signal, thresholds: Thresholds): Verdict {
	if (signal.state === "unknown") return wasMeasured(signal.reading) ? "not-enough-evidence" : "telemetry-broken";
	if (isBad(signal, thresholds)) return "bad";
	return signal.state === "abnormal" ? "suspicious" : "good";
}

function isBad({ reading, baseline }: Signal, thresholds: Thresholds): boolean {
	if (reading.kind === "check") return reading.passed === false;
	if (reading.kind === "ratio") return (errorShare(reading)?.ratio ?? 0) > thresholds.errorsAct;
	if (reading.kind === "certificate") return certificateStanding(reading) === "refused";
	return (slowdown(reading, baseline) ?? 0) > thresholds.slowerAct;
}

function wasMeasured(reading: Reading): boolean {
	if (reading.kind === "check") return reading.passed !== null;
	if (reading.kind === "ratio") return reading.total !== null || reading.ratio !== null;
	if (reading.kind === "certificate") return certificateStanding(reading) !== "unknown";
	return (reading.kind === "latency" ? reading.ms : reading.count) !== null;
}

function confidenceOf(signal: Signal, verdict: Verdict, thresholds: Thresholds): number {
	if (verdict === "not-enough-evidence" || verdict === "telemetry-broken") return CONFIDENCE.weak;
	if (signal.reading.kind === "check" || signal.reading.kind === "certificate") return CONFIDENCE.sure;
	if (signal.reading.kind !== "ratio") return CONFIDENCE.likely;
	return shareConfidence(signal.reading, verdict, thresholds);
}

/** How clear the interval of the error rate is of the limits around its verdict; without counts nobody can say. */
function shareConfidence(reading: Reading, verdict: Verdict, thresholds: Thresholds): number {
	const share = errorShare(reading);
	if (share === null || share.failed === null || share.total === null) return CONFIDENCE.leaning;
	const { failed, total } = share;
	const [low, high] = limits(verdict, thresholds);
	const isClear = (z: number) => {
		const interval = wilsonInterval(failed, total, z);
		return interval.low >= low && interval.high <= high;
	};
	if (isClear(Z.ninetyFive)) return CONFIDENCE.sure;
	return isClear(Z.eighty) ? CONFIDENCE.likely : CONFIDENCE.leaning;
}

function limits(verdict: Verdict, thresholds: Thresholds): readonly [number, number] {
	if (verdict === "bad") return [thresholds.errorsAct, 1];
	return verdict === "suspicious" ? [thresholds.errorsInvestigate, thresholds.errorsAct] : [0, thresholds.errorsInvestigate];
}

function evidenceOf(signal: Signal, thresholds: Thresholds): JsonValue {
	const { name, measure, window, reading, baseline } = signal;
	const common = {
		signal: name,
		measure,
		from: window.from,
		to: window.to,
		now: numbers(reading),
		before: baseline === null ? null : numbers(baseline),
	};
	if (reading.kind === "ratio") return { ...common, limits: { act: thresholds.errorsAct, investigate: thresholds.errorsInvestigate } };
	if (reading.kind !== "latency") return common;
	return {
		...common,
		timesSlower: slowdown(reading, baseline),
		limits: { act: thresholds.slowerAct, investigate: thresholds.slowerInvestigate },
	};
}

function numbers(reading: Reading): JsonValue {
	if (reading.kind === "check") return { passed: reading.passed, latencyMs: reading.latencyMs, detail: reading.detail };
	if (reading.kind === "ratio") return { failed: reading.failed, total: reading.total, ratio: errorShare(reading)?.ratio ?? null };
	if (reading.kind === "latency") return { ms: reading.ms, statistic: reading.statistic, samples: reading.samples };
	if (reading.kind === "certificate") return { daysLeft: reading.daysLeft, problem: reading.problem, detail: reading.detail };
	return { count: reading.count };
}
