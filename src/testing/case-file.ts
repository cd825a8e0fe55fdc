import type { Assessment } from "../core/assessment.ts";
import type { Incident, IncidentEntry } from "../core/incident.ts";
import { signalFrom } from "../core/judgement.ts";
import type { Plan } from "../core/plan.ts";
import type { ReleaseName } from "../core/release.ts";
import type { Run, RunEvent, RunHappening } from "../core/run.ts";
import type { Reading, Signal, SignalMeasure } from "../core/signal.ts";
import type { Step } from "../core/step.ts";
import type { Verification } from "../core/verification.ts";
import { FAILS, PASSES, p95Reading, ratioReading } from "./scripted-source.ts";
import { RUNBOOK_THRESHOLDS } from "./thresholds.ts";

/** The night of the example incident: `at("03:14:07")` is that second of it, ISO 8601 UTC. */
export function at(clock: string): string {
	return `2026-11-21T${clock}.000Z`;
}

export const V1: ReleaseName = { id: "v1", label: "v1" };
const V2: ReleaseName = { id: "v2", label: "v2" };

/** A judged signal of the window that ends at `to` and began a minute (or `seconds`) earlier. */
export function signalAt(
	to: string,
	measured: {
		readonly name: string;
		readonly measure: SignalMeasure;
		readonly reading: Reading;
		readonly baseline?: Reading;
		readonly seconds?: number;
	},
): Signal {
	const from = new Date(Date.parse(to) - (measured.seconds ?? 60) * 1_000).toISOString();
	const source = { name: measured.name, source: "scripted", measure: measured.measure };
	return signalFrom(source, { from, to }, measured.reading, measured.baseline ?? null, RUNBOOK_THRESHOLDS);
}

const SICK = [
	{ name: "errors", measure: "error-rate", reading: ratioReading(33, 412), baseline: ratioReading(8, 3980) },
	{ name: "latency", measure: "latency", reading: p95Reading(210), baseline: p95Reading(80) },
	{ name: "health", measure: "health", reading: PASSES },
] as const;

/** The assessment at 03:12:00 that decided to roll v2 back. */
export function decidingAssessment(change: Partial<Assessment> = {}): Assessment {
	return {
		version: 1,
		id: "as-1",
		service: "checkout",
		environment: "production",
		at: at("03:12:00"),
		alert: {
			id: "al-1",
			service: "checkout",
			environment: "production",
			sender: "check",
			summary: "errors rose after a deploy",
			at: at("03:11:58"),
			run: null,
		},
		facts: [],
		stage: "after",
		current: V2,
		deployedAt: at("03:10:30"),
		decision: {
			action: "roll-back",
			severity: "P1",
			confidence: 0.95,
			deadline: null,
			reasons: [
				{ rule: "error-rate-above-act", text: "8 % of 412 requests failed (before: 0.2 % of 3,980)", evidence: { failed: 33, total: 412 } },
			],
			advice: "Roll back to v1.",
			severityReasons: ["core broken for many: 8 % of 412 requests failed (before: 0.2 % of 3,980)"],
		},
		signals: SICK.map((measured) => signalAt(at("03:12:00"), measured)),
		judgement: null,
		rules: [{ rule: "error-rate-above-act", group: "act", outcome: "spoke" }],
		strategies: [
			{
				name: "platform-rollback",
				minutes: [0.34, 65 / 60],
				isMeasured: true,
				risk: "low",
				loses: "nothing in git",
				fits: true,
				why: "v1 ran before",
			},
			{ name: "hotfix", minutes: [30, 60], isMeasured: false, risk: "high", loses: "nothing", fits: false, why: "too long at P1" },
		],
		investigatingSince: null,
		...change,
	};
}

/** A verification at `time`; healthy unless a failing check is asked for. */
export function verificationAt(time: string, isHealthy = true): Verification {
	const well = [
		{ name: "errors", measure: "error-rate", reading: ratioReading(1, 410), baseline: ratioReading(8, 3980), seconds: 20 },
		{ name: "latency", measure: "latency", reading: p95Reading(84), baseline: p95Reading(80), seconds: 20 },
		{ name: "health", measure: "health", reading: isHealthy ? PASSES : FAILS },
	] as const;
	return {
		outcome: isHealthy ? "healthy" : "unhealthy",
		at: time,
		signals: well.map((measured) => signalAt(time, measured)),
		text: isHealthy
			? "errors 0.2 % of 410 requests (limit 1 %), p95 84 ms (before 80 ms), 1 of 1 check passes"
			: "0 of 1 check passes (failing: health: HTTP 503), errors 0.2 % of 410 requests (limit 1 %), p95 84 ms (before 80 ms)",
	};
}

/** A safe, conditional step of the `pm2` adapter on the target `api`. */
export function stepOf(id: string, change: Partial<Step> = {}): Step {
	return {
		id,
		target: "api",
		adapter: "pm2",
		title: "Point app shop-api at releases/v1",
		risk: "safe",
		repeat: "conditional",
		command: "pm2 delete shop-api\npm2 start releases/v1/server.js --name shop-api",
		payload: { app: "shop-api" },
		undo: null,
		timeoutMs: 60_000,
		...change,
	};
}

/** The plan v2 → v1 with two steps. */
export function rollbackPlan(change: Partial<Plan> = {}): Plan {
	return {
		version: 1,
		id: "pl-1",
		hash: "0".repeat(64),
		kind: "roll-back",
		service: "checkout",
		environment: "production",
		createdAt: at("03:12:01"),
		from: V2,
		to: V1,
		world: { api: "v2" },
		steps: [
			stepOf("1-api-switch"),
			stepOf("2-cache-flush", {
				target: "cache",
				adapter: "exec",
				title: "Clear the product cache",
				risk: "safe",
				command: "redis-cli --scan --pattern 'cache:*'",
			}),
		],
		warnings: [],
		notChanged: ["The database keeps its schema and the orders written since 03:10:30.", "Environment variables stay as they are."],
		wayBack: "backout undo run-1",
		expectedMs: 12_000,
		refused: null,
		...change,
	};
}

/** The run of the plan by ana@laptop. */
export function rollbackRun(change: Partial<Run> = {}): Run {
	return {
		id: "run-1",
		planId: "pl-1",
		planHash: "0".repeat(64),
		service: "checkout",
		environment: "production",
		incident: "inc-7",
		requestedBy: "ana@laptop",
		reason: "8 % errors since v2",
		from: V2,
		to: V1,
		createdAt: at("03:13:00"),
		finishedAt: at("03:15:20"),
		status: "succeeded",
		request: null,
		isJudged: true,
		...change,
	};
}

/** Happenings at their times as a run's journal. */
export function journal(run: string, ...happenings: readonly (readonly [string, RunHappening])[]): readonly RunEvent[] {
	return happenings.map(([clock, happening], index) => ({ ...happening, run, seq: index + 1, time: at(clock) }));
}

/** The incident inc-7 of checkout in production, opened at 03:11:58. */
export function exampleIncident(change: Partial<Incident> = {}): Incident {
	return {
		id: "inc-7",
		service: "checkout",
		environment: "production",
		title: "checkout in production: 8 % of 412 requests failed",
		severity: "P1",
		status: "open",
		openedAt: at("03:11:58"),
		closedAt: null,
		owner: "ana@laptop",
		parentRun: null,
		...change,
	};
}

/** An entry of the incident's own timeline. */
export function entryOf(
	seq: number,
	clock: string,
	kind: IncidentEntry["kind"],
	text: string,
	reference: string | null = null,
): IncidentEntry {
	return { incident: "inc-7", seq, time: at(clock), by: "ana@laptop", kind, text, reference };
}

/** The beginning of the run's journal. */
export function createdHappening(): RunHappening {
	return {
		type: "run.created",
		from: V2,
		to: V1,
		reason: "8 % errors since v2",
		requestedBy: "ana@laptop",
		steps: [
			{ id: "1-api-switch", title: "Point app shop-api at releases/v1", risk: "safe" },
			{ id: "2-cache-flush", title: "Clear the product cache", risk: "safe" },
		],
	};
}
