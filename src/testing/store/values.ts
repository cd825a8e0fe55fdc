import type { Alert } from "../../core/alert.ts";
import type { Assessment } from "../../core/assessment.ts";
import type { Message } from "../../core/channel.ts";
import type { Incident } from "../../core/incident.ts";
import type { Place } from "../../core/place.ts";
import type { Plan } from "../../core/plan.ts";
import type { Release } from "../../core/release.ts";
import type { NewRunEvent, Run } from "../../core/run.ts";

/** Where the samples live. */
export const CHECKOUT: Place = { service: "checkout", environment: "production" };

/** Text that breaks careless code: quotes, SQL, NUL, a lone surrogate, right-to-left, emoji, a very long tail. */
export const HOSTILE = `'; drop table runs; -- "\\ \0 \ud800 \u202e ünïcødé 日本語 🧨 \${x} {{y}} <script> ${"x".repeat(20_000)}`;

/** A running run of checkout in production. */
export function sampleRun(id: string, change: Partial<Run> = {}): Run {
	return {
		...CHECKOUT,
		id,
		planId: `plan-of-${id}`,
		planHash: "f".repeat(64),
		incident: "incident-1",
		requestedBy: "ana@laptop",
		reason: "errors after 2.4.0",
		from: { id: "v2", label: "2.4.0" },
		to: { id: "v1", label: "2.3.9" },
		createdAt: "2026-03-01T03:00:00.000Z",
		finishedAt: null,
		status: "running",
		request: null,
		isJudged: true,
		...change,
	};
}

/** A progress event with the key and text given. */
export function sampleEvent(key: string, text = key): NewRunEvent {
	return { key, event: { type: "step.progress", step: "1-api-switch", text } };
}

/** A plan with one lossy step. */
export function samplePlan(id: string): Plan {
	const step = {
		id: "1-api-switch",
		target: "api",
		adapter: "pm2",
		title: "Point app shop-api at releases/v1",
		risk: "lossy",
		repeat: "conditional",
		command: "pm2 restart shop-api",
		payload: { app: "shop-api", nested: [1, null, { deep: true }] },
		undo: null,
		timeoutMs: 60_000,
	} as const;
	return {
		...CHECKOUT,
		version: 1,
		id,
		hash: "a".repeat(64),
		kind: "roll-back",
		createdAt: "2026-03-01T02:59:00.000Z",
		from: { id: "v2", label: "2.4.0" },
		to: { id: "v1", label: "2.3.9" },
		world: { api: "v2", worker: null },
		steps: [step],
		warnings: [HOSTILE],
		notChanged: ["the database"],
		wayBack: "backout undo",
		expectedMs: null,
		refused: null,
	};
}

/** A release that nobody has judged. */
export function sampleRelease(id: string, change: Partial<Release> = {}): Release {
	return {
		...CHECKOUT,
		id,
		label: id,
		commit: null,
		deployedAt: null,
		deployedBy: null,
		targets: {},
		schemaRevision: null,
		standing: "unknown",
		standingReason: null,
		isRecorded: false,
		...change,
	};
}

/** An open P1 incident. */
export function sampleIncident(id: string, change: Partial<Incident> = {}): Incident {
	return {
		...CHECKOUT,
		id,
		title: "errors after 2.4.0",
		severity: "P1",
		status: "open",
		openedAt: "2026-03-01T03:00:00.000Z",
		closedAt: null,
		owner: null,
		parentRun: null,
		...change,
	};
}

/** An assessment that says to roll back. */
export function sampleAssessment(id: string, at: string): Assessment {
	const alert: Alert = { ...CHECKOUT, id: `alert-of-${id}`, sender: "person", summary: HOSTILE, at, run: null };
	return {
		...CHECKOUT,
		version: 1,
		id,
		at,
		alert,
		facts: ["security"],
		stage: "after",
		current: { id: "v2", label: "2.4.0" },
		deployedAt: null,
		decision: {
			action: "roll-back",
			severity: "P1",
			confidence: 0.9,
			deadline: null,
			reasons: [],
			advice: "roll back",
			severityReasons: [],
		},
		signals: [],
		judgement: null,
		rules: [],
		strategies: [],
		investigatingSince: null,
	};
}

/** A message of the run given. */
export function sampleMessage(id: string, run: string): Message {
	return {
		...CHECKOUT,
		id,
		run,
		kind: "started",
		incident: "incident-1",
		severity: "P1",
		from: null,
		to: null,
		reason: HOSTILE,
		by: "ana@laptop",
		stopped: null,
		startedAt: "2026-03-01T03:00:00.000Z",
		durationMs: null,
		expectedMs: null,
		numbers: [],
		nextSteps: [],
		nextUpdateAt: null,
	};
}
