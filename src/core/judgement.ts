import { certificateStanding, daysLeftText } from "./certificate.ts";
import type { Thresholds } from "./config.ts";
import { formatDuration, formatSpan } from "./duration.ts";
import { amountOrNull, type ErrorShare, errorShare, slowdown } from "./measurement.ts";
import { formatCount, formatQuantity, formatShare } from "./number.ts";
import type { Reading, Signal, SignalMeasure, SignalSource, Window } from "./signal.ts";

/** What one reading says, with the line a person reads. */
export interface ReadingVerdict {
	/** `unknown` when it could not be measured, is too little, or has nothing to be held against; it is never folded into `normal`. */
	readonly state: Signal["state"];
	/** "8.1 % of 412 requests failed (before: 0.2 % of 3,980)". */
	readonly text: string;
}

/** `live`: is the release in trouble (errors against `errorsInvestigate`)? `after`: did the rollback help (errors against `errorsAfter`)? */
export type Moment = "live" | "after";

type ReadingOf<Kind extends Reading["kind"]> = Extract<Reading, { kind: Kind }>;

/** Judges one reading against its limits and what it was before. A share at its limit is abnormal ("1–5 %": the runbooks count both ends in). `beforeMs`: how long "before" was, for the words; null leaves it out. */
export function judgeReading(
	measure: SignalMeasure,
	reading: Reading,
	baseline: Reading | null,
	thresholds: Thresholds,
	moment: Moment = "live",
	beforeMs: number | null = null,
): ReadingVerdict {
	if (reading.kind === "check") return judgeCheck(measure, reading);
	if (reading.kind === "ratio") return judgeRatio(reading, baseline, thresholds, moment, beforeMs);
	if (reading.kind === "latency") return judgeLatency(reading, baseline, thresholds, beforeMs);
	return reading.kind === "count" ? judgeCount(reading, baseline, beforeMs) : judgeCertificate(reading, moment);
}

/** The reading of a source as a judged signal. */
export function signalFrom(
	source: Pick<SignalSource, "name" | "source" | "measure">,
	window: Window,
	reading: Reading,
	baseline: Reading | null,
	thresholds: Thresholds,
	moment: Moment = "live",
	beforeMs: number | null = null,
): Signal {
	const verdict = judgeReading(source.measure, reading, baseline, thresholds, moment, beforeMs);
	return { name: source.name, source: source.source, measure: source.measure, window, reading, baseline, ...verdict };
}

function judgeCheck(measure: SignalMeasure, reading: ReadingOf<"check">): ReadingVerdict {
	if (measure === "readiness") return judgeReadiness(reading);
	const noun = measure === "smoke" ? "smoke test" : "check";
	if (reading.passed === null) return { state: "unknown", text: `the ${noun} could not be made${because(reading.detail)}` };
	if (!reading.passed) return { state: "abnormal", text: `the ${noun} fails${because(reading.detail)}` };
	const latency = amountOrNull(reading.latencyMs);
	return { state: "normal", text: `the ${noun} passes${latency === null ? "" : ` in ${formatDuration(latency)}`}` };
}

function judgeReadiness({ passed, detail }: ReadingOf<"check">): ReadingVerdict {
	if (passed === null) return { state: "unknown", text: `it is not known to be ready${because(detail)}` };
	return passed ? { state: "normal", text: detail } : { state: "abnormal", text: `it is not ready${because(detail)}` };
}

function judgeRatio(
	reading: ReadingOf<"ratio">,
	baseline: Reading | null,
	thresholds: Thresholds,
	moment: Moment,
	beforeMs: number | null,
): ReadingVerdict {
	if (amountOrNull(reading.total) === 0) return { state: "unknown", text: "no requests in the window: nothing can be said about errors" };
	const share = errorShare(reading);
	if (share === null) return { state: "unknown", text: `the error rate is not known${because(reading.detail)}` };
	const text = `${shareText(share)} failed${before(errorShare(baseline), briefShareText, beforeMs)}`;
	if (isTooFew(share.total, thresholds)) return { state: "unknown", text: tooFew(text, thresholds) };
	const limit = moment === "after" ? thresholds.errorsAfter : thresholds.errorsInvestigate;
	const isAbnormal = share.ratio > 0 && share.ratio >= limit;
	return { state: isAbnormal ? "abnormal" : "normal", text };
}

function judgeLatency(
	reading: ReadingOf<"latency">,
	baseline: Reading | null,
	thresholds: Thresholds,
	beforeMs: number | null,
): ReadingVerdict {
	const ms = amountOrNull(reading.ms);
	if (ms === null) return { state: "unknown", text: `the latency is not known${because(reading.detail)}` };
	const times = slowdown(reading, baseline);
	if (times === null || baseline?.kind !== "latency") {
		return { state: "unknown", text: `${reading.statistic} ${formatDuration(ms)}, and no earlier ${reading.statistic} to hold it against` };
	}
	const text = `${reading.statistic} ${formatDuration(ms)}${before(baseline.ms, formatDuration, beforeMs)}`;
	if (isTooFew(reading.samples, thresholds) || isTooFew(baseline.samples, thresholds))
		return { state: "unknown", text: tooFew(text, thresholds) };
	return { state: times > thresholds.slowerInvestigate ? "abnormal" : "normal", text };
}

/** More than the baseline by three standard deviations of a Poisson count, and by three matches at least: one odd line is no trend. */
function judgeCount(reading: ReadingOf<"count">, baseline: Reading | null, beforeMs: number | null): ReadingVerdict {
	const count = amountOrNull(reading.count);
	if (count === null) return { state: "unknown", text: `the count is not known${because(reading.detail)}` };
	const matches = count === 1 ? "1 match" : `${formatCount(count)} matches`;
	if (count === 0) return { state: "normal", text: "no match" };
	const earlier = baseline?.kind === "count" ? amountOrNull(baseline.count) : null;
	if (earlier === null) return { state: "unknown", text: `${matches}, and no earlier count to hold it against` };
	const rise = count - earlier;
	return {
		state: rise >= 3 && rise > 3 * Math.sqrt(earlier) ? "abnormal" : "normal",
		text: `${matches}${before(earlier, formatCount, beforeMs)}`,
	};
}

/** A certificate that clients still accept says nothing against a rollback that was made: then its end is only told. */
function judgeCertificate(reading: ReadingOf<"certificate">, moment: Moment): ReadingVerdict {
	const standing = certificateStanding(reading);
	if (standing === "unknown") return { state: "unknown", text: `the certificate is not known${because(reading.detail)}` };
	if (standing === "refused") return { state: "abnormal", text: `clients refuse the certificate${because(reading.detail)}` };
	const left = reading.daysLeft === null ? "" : `: ${daysLeftText(reading.daysLeft)}`;
	if (standing === "fine") return { state: "normal", text: `the certificate is accepted${left}` };
	const text = `the certificate must be renewed ${standing === "renew-soon" ? "soon" : "at once"}${left}`;
	return { state: moment === "after" ? "normal" : "abnormal", text };
}

function isTooFew(samples: number | null, thresholds: Thresholds): boolean {
	const known = amountOrNull(samples);
	return known !== null && known < thresholds.minimumRequests;
}

function tooFew(text: string, thresholds: Thresholds): string {
	return `${text}: fewer than ${formatQuantity(thresholds.minimumRequests, "request")} are not enough evidence`;
}

function shareText(share: ErrorShare): string {
	return `${formatShare(share.ratio)} of ${share.total === null ? "requests" : formatQuantity(share.total, "request")}`;
}

function briefShareText(share: ErrorShare): string {
	return share.total === null ? formatShare(share.ratio) : `${formatShare(share.ratio)} of ${formatCount(share.total)}`;
}

function before<Value>(value: Value | null, text: (value: Value) => string, beforeMs: number | null): string {
	return value === null ? "" : ` (${beforePhrase(beforeMs)}: ${text(value)})`;
}

/** `in the 10 min before`: a screen that holds numbers of two pasts says of each which it is. Where only one is told, `before`. */
export function beforePhrase(beforeMs: number | null): string {
	return beforeMs === null ? "before" : `in the ${formatSpan(beforeMs)} before`;
}

function because(detail: string): string {
	return detail === "" ? "" : `: ${detail}`;
}
