import { type ReleaseChanges, releaseChanges } from "../core/changes.ts";
import { signalFrom } from "../core/judgement.ts";
import type { NewTemplate } from "../core/log.ts";
import type { Release, Standing } from "../core/release.ts";
import type { CertificateProblem, Reading, Signal, SignalMeasure } from "../core/signal.ts";
import type { Blame, ReleaseJudgement } from "../core/verdict.ts";
import { judgementOf } from "../testing/judgements.ts";
import { RUNBOOK_THRESHOLDS } from "../testing/thresholds.ts";
import type { AssessInput } from "./assess.ts";
import { thresholdJudge } from "./judge/threshold.ts";
import { type Situation, situationOf } from "./situation.ts";

/** The defaults of the config. */
export const thresholds = RUNBOOK_THRESHOLDS;

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

/** What a target's platform says of it; null: on its way. */
export function readiness(passed: boolean | null, change: Partial<Extract<Reading, { kind: "check" }>> = {}): Signal {
	const reading: Reading = { kind: "check", passed, latencyMs: null, detail: "3 of 3 pods are available", ...change };
	return signal("api is ready", "readiness", reading, null);
}

/** Matches of a log pattern, with the same of before. */
export function logLines(count: number, before: number): Signal {
	return signal("fatal", "log-pattern", { kind: "count", count, detail: "" }, { kind: "count", count: before, detail: "" });
}

/** What a TLS signal saw. */
export function certificate(daysLeft: number | null, problem: CertificateProblem | null = null): Signal {
	return signal("tls", "certificate", { kind: "certificate", daysLeft, problem, detail: problem ?? "" }, null);
}

/** What the judge made of v2: errors went from 0.2 % to 8 % at 03:01, and it is v2's doing, unless told otherwise. */
export function judgement(change: Partial<ReleaseJudgement> = {}): ReleaseJudgement {
	return judgementOf("v2", {
		verdict: "bad",
		confidence: 0.97,
		isWorse: true,
		effects: [{ measure: "errors", statistic: "share", before: 0.002, after: 0.08, change: 0.078, low: 0.07, high: 0.09 }],
		onset: { at: "2026-11-21T03:01:00.000Z", earliest: "2026-11-21T03:00:30.000Z", latest: "2026-11-21T03:01:30.000Z" },
		blame: [{ suspect: "release", name: null, share: 0.9 }],
		visibleInMs: 120_000,
		text: "Errors rose from 0.2 % to 8 % a minute after v2 took traffic.",
		...change,
	});
}

/** The same trouble, and `payments` is to blame. */
export function blamed(suspect: Blame["suspect"], name: string | null, share = 0.8): ReleaseJudgement {
	const text = "Errors rose from 0.2 % to 8 % when those of payments did.";
	return judgement({
		verdict: "good",
		blame: [
			{ suspect, name, share },
			{ suspect: "release", name: null, share: 1 - share },
		],
		text,
	});
}

/** v2 changed these files in one commit. */
export function changes(...paths: readonly string[]): ReleaseChanges {
	return releaseChanges({ from: "a".repeat(40), to: "b".repeat(40) }, [{ id: "b".repeat(40), subject: "Carts", author: "Ana" }], 1, paths);
}

/** A kind of log line that was never seen before the deploy. */
export function newLine(first: string, isErrorLike = true): NewTemplate {
	return { template: first, count: 40, countBefore: 0, isErrorLike, first };
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
