import type { Thresholds } from "../core/config.ts";
import { signalFrom } from "../core/judgement.ts";
import type { Release, Standing } from "../core/release.ts";
import type { Reading, Signal, SignalMeasure } from "../core/signal.ts";
import type { AssessInput } from "./assess.ts";
import { thresholdJudge } from "./judge/threshold.ts";
import { type Situation, situationOf } from "./situation.ts";

/** The defaults of the config: the runbooks' own numbers. */
export const thresholds: Thresholds = {
	errorsAct: 0.05,
	errorsInvestigate: 0.01,
	slowerAct: 1.5,
	slowerInvestigate: 1.2,
	errorsAfter: 0.01,
	investigateMs: 300_000,
	minimumRequests: 20,
	windowMs: 60_000,
};

const window = { from: "2026-11-21T03:04:00.000Z", to: "2026-11-21T03:05:00.000Z" };

function signal(name: string, measure: SignalMeasure, reading: Reading, baseline: Reading | null): Signal {
	return signalFrom({ name, source: "test", measure }, window, reading, baseline, thresholds);
}

/** `failed` of `total` requests failed, with the same of before; null: could not be measured. */
export function errors(failed: number | null, total: number | null, before: readonly [number, number] | null = [8, 3980]): Signal {
	const baseline: Reading | null = before === null ? null : { kind: "ratio", failed: before[0], total: before[1], ratio: null, detail: "" };
	return signal("errors", "error-rate", { kind: "ratio", failed, total, ratio: null, detail: "Prometheus is away" }, baseline);
}

/** A p95 in milliseconds, with the same of before. */
export function latency(ms: number | null, before: number | null = 100): Signal {
	const reading = (value: number | null): Reading => ({ kind: "latency", ms: value, statistic: "p95", samples: 400, detail: "" });
	return signal("latency", "latency", reading(ms), before === null ? null : reading(before));
}

/** A health check or smoke test; null: could not be made. */
export function check(passed: boolean | null, name = "GET /health", measure: "health" | "smoke" = "health"): Signal {
	return signal(name, measure, { kind: "check", passed, latencyMs: 12, detail: passed === true ? "" : "status 503" }, null);
}

/** Matches of a log pattern, with the same of before. */
export function logLines(count: number, before: number): Signal {
	return signal("fatal", "log-pattern", { kind: "count", count, detail: "" }, { kind: "count", count: before, detail: "" });
}

/** Everything measured, and all of it well. */
export const WELL: readonly Signal[] = [check(true), errors(1, 2000), latency(101)];

/** A release of `shop in production` that went live at 03:00. */
export function release(label: string, standing: Standing = "good", deployedAt: string | null = "2026-11-21T03:00:00.000Z"): Release {
	return {
		service: "shop",
		environment: "production",
		id: label,
		label,
		commit: null,
		deployedAt,
		deployedBy: null,
		targets: {},
		schemaRevision: null,
		standing,
		standingReason: null,
		isRecorded: true,
	};
}

const v2 = release("v2", "unknown");

/** At 03:05, five minutes after v2 replaced the good v1; nothing is stated; well, unless told otherwise. */
export function asked(change: Partial<AssessInput> = {}): AssessInput {
	return {
		id: "assessment_1",
		alert: null,
		place: { service: "shop", environment: "production" },
		now: Date.parse("2026-11-21T03:05:00Z"),
		current: { state: "one", release: v2, elsewhere: [], silent: [] },
		releases: [v2, release("v1")],
		signals: WELL,
		thresholds,
		stage: "after",
		stated: [],
		standing: [],
		blameWindowMs: 3_600_000,
		returnedBy: null,
		...change,
	};
}

/** The same as a situation, for one rule alone. */
export function situation(change: Partial<AssessInput> = {}): Situation {
	return situationOf(asked(change), thresholdJudge);
}
