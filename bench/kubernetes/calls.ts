import { type AuditedCall, auditedCalls } from "../../test/kubernetes/audit.ts";
import type { Rolled } from "./ways.ts";

/** The calls of one run, counted by what they were made for. */
export interface CountedCalls {
	/** Before the run was created: what runs, the history, who else steers it, what its pods need. */
	readonly plan: number;
	/** From there until the step began: whether the world is as it was, and the evidence. */
	readonly before: number;
	/** From the step's beginning until it had landed, without the watches. */
	readonly apply: number;
	readonly watches: number;
	/** The proof and the report. */
	readonly after: number;
}

/** The calls that the audit log knows of Backout since the run's process began. */
export function callsOf(auditLog: string, rolled: Rolled): CountedCalls {
	const untilMs = rolled.startedAtMs + rolled.endedMs;
	const calls = auditedCalls(auditLog, { userAgent: "backout" }).filter(({ atMs }) => atMs >= rolled.startedAtMs && atMs <= untilMs);
	const at = (type: string) => rolled.journal.get(type) ?? Number.NaN;
	const count = (fromMs: number, toMs: number) => asked(calls).filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length;
	return {
		plan: count(rolled.startedAtMs, at("run.created")),
		before: count(at("run.created"), at("step.started")),
		apply: count(at("step.started"), at("step.landed")),
		watches: calls.length - asked(calls).length,
		after: count(at("step.landed"), untilMs),
	};
}

/** When each Deployment was patched first since then, by name; in milliseconds since the epoch. */
export function patchesSince(auditLog: string, fromMs: number, userAgent: string): ReadonlyMap<string, number> {
	const patches = auditedCalls(auditLog, { userAgent }).filter(
		({ verb, resource, atMs }) => verb === "patch" && resource === "deployments" && atMs >= fromMs,
	);
	return new Map(patches.toReversed().flatMap(({ name, atMs }) => (name === null ? [] : [[name, atMs] as const])));
}

function asked(calls: readonly AuditedCall[]): readonly AuditedCall[] {
	return calls.filter(({ verb }) => verb !== "watch");
}
