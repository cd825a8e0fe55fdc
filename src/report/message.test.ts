import { describe, expect, test } from "vitest";
import type { MessageKind } from "../core/channel.ts";
import type { CaseFile } from "../core/report.ts";
import { reviewCase } from "../incident/index.ts";
import { journal, rollbackPlan, rollbackRun, stepOf } from "../testing/case-file.ts";
import { healthyCase } from "../testing/healthy-case.ts";
import { caseWith } from "../testing/hostile-case.ts";
import { unhealthyCase } from "../testing/unhealthy-case.ts";
import { messageFor } from "./message.ts";

const OPTIONS = { run: "run-1", mask: (raw: string) => raw, now: "2026-11-21T03:13:30.000Z" };

function message(kind: MessageKind, file: CaseFile, options: Partial<Parameters<typeof messageFor>[3]> = {}) {
	const made = messageFor(kind, file, reviewCase(file), { ...OPTIONS, ...options });
	if (made === null) throw new Error("no message");
	return made;
}

test("the first message says what begins, why, by whom, how long it is expected to take and when the next one comes", () => {
	expect(
		message("started", { ...healthyCase(), runs: [{ run: rollbackRun({ status: "running" }), plan: rollbackPlan(), events: [] }] }),
	).toEqual({
		id: "run-1:started",
		kind: "started",
		plan: "roll-back",
		service: "checkout",
		environment: "production",
		incident: "inc-7",
		run: "run-1",
		severity: "P1",
		from: { id: "v2", label: "v2" },
		to: { id: "v1", label: "v1" },
		reason: "8 % errors since v2",
		by: "ana@laptop",
		stopped: null,
		startedAt: "2026-11-21T03:13:00.000Z",
		durationMs: null,
		expectedMs: 12_000,
		numbers: ["errors: 8 % of 412 requests (before: 0.2 % of 3,980 requests)", "latency: p95 210 ms (before: p95 80 ms)", "health: passes"],
		nextSteps: ["Follow it: backout watch run-1"],
		nextUpdateAt: "2026-11-21T03:33:30.000Z",
	});
});

test("the last message gives the numbers before and after, and what must not happen now", () => {
	const done = message("done", healthyCase());
	expect(done.numbers).toContain("errors: 0.2 % of 410 requests, was 8 % of 412 requests (before: 0.2 % of 3,980 requests)");
	expect(done.numbers).toContain("requests lost: at least 34 of 822 counted requests");
	expect(done.nextSteps).toContain("Do not release v2 again until its fault is fixed: release the fix under a new version.");
	expect(done.nextSteps).toContain("The post-mortem is due on 2026-11-22.");
	expect(done).toMatchObject({ durationMs: 140_000, nextUpdateAt: null });
});

test("a rollback that did not help says what is wrong and what to try next, rung by rung", () => {
	const unhealthy = message("unhealthy", unhealthyCase());
	expect(unhealthy.nextSteps[0]).toContain("Now: 0 of 1 check passes (failing: health: HTTP 503)");
	expect(unhealthy.nextSteps[1]).toBe("1. Deploy v1 from scratch. Tell Rui Costa, +55 11 5550 0102 (level 2). Plan pl-2 is ready.");
	expect(unhealthy.nextUpdateAt).not.toBeNull();
});

test("a failed run says what the platform said and how to go on, each line once", () => {
	const events = journal(
		"run-1",
		["03:13:02", { type: "step.failed", step: "1-api-switch", detail: "pm2 is not running", fix: "Start pm2." }],
		[
			"03:13:02",
			{ type: "run.finished", status: "failed", durationMs: 2_000, report: null, detail: "pm2 is not running", fix: "Start pm2." },
		],
	);
	const file = { ...healthyCase(), runs: [{ run: rollbackRun({ status: "failed" }), plan: rollbackPlan(), events }] };
	expect(message("failed", file).nextSteps).toEqual(["pm2 is not running", "Start pm2.", "See what is where: backout show run-1"]);
});

describe("a run that a person ended", () => {
	const END = { type: "run.finished", status: "cancelled", durationMs: 2_000, report: null } as const;
	const ended = (...happenings: Parameters<typeof journal>[1][]) => {
		const events = journal("run-1", ...happenings, ["03:13:05", { ...END, detail: "cancelled. Now api runs v2.", fix: "plan again" }]);
		return message("cancelled", { ...healthyCase(), runs: [{ run: rollbackRun({ status: "cancelled" }), plan: rollbackPlan(), events }] });
	};

	test("before its first step says who ended it, that nothing was changed, what runs and how to begin again", () => {
		expect(ended(["03:13:02", { type: "run.cancel-requested", by: "eve@desk" }])).toMatchObject({
			stopped: { how: "cancelled", by: "eve@desk", landed: [], allSteps: 2 },
			nextSteps: ["cancelled. Now api runs v2.", "plan again"],
			nextUpdateAt: null,
		});
	});

	test("half-way names the steps that had landed", () => {
		const landed = { type: "step.landed", step: "1-api-switch", durationMs: 10, wasAlready: false, detail: "" } as const;
		const { stopped } = ended(["03:13:02", landed], ["03:13:03", { type: "run.cancel-requested", by: "eve@desk" }]);
		expect(stopped).toEqual({ how: "cancelled", by: "eve@desk", landed: ["Point app shop-api at releases/v1"], allSteps: 2 });
	});

	test("by a no to the step that it waited for was rejected; a no to a later step ended nothing", () => {
		const asked = { type: "approval.requested", step: "1-api-switch", risk: "lossy", planHash: "h" } as const;
		const no = { type: "approval.rejected", step: "1-api-switch", by: "bea", reason: "not now" } as const;
		expect(ended(["03:13:02", asked], ["03:13:03", no]).stopped).toMatchObject({ how: "rejected", by: "bea" });
		const early = ended(["03:13:02", { ...no, step: "2-cache-flush" }], ["03:13:03", { type: "run.cancel-requested", by: "eve@desk" }]);
		expect(early.stopped).toMatchObject({ how: "cancelled", by: "eve@desk" });
	});

	test("is of no such kind when it ended otherwise", () => {
		expect(message("done", healthyCase()).stopped).toBeNull();
	});
});

test("an approval names the step, its risk, the hand command and both answers, and each step asks once", () => {
	const events = journal("run-1", ["03:13:02", { type: "approval.requested", step: "1-db-restore", risk: "lossy", planHash: "h" }]);
	const plan = rollbackPlan({
		steps: [stepOf("1-db-restore", { title: "Restore the orders", target: "db", risk: "lossy", command: "pg_restore a\npsql b" })],
	});
	const asked = message("approval", { ...healthyCase(), runs: [{ run: rollbackRun({ status: "waiting" }), plan, events }] });
	expect(asked.id).toBe("run-1:approval:1-db-restore");
	expect(asked.nextSteps).toEqual([
		'Waiting for approval of "Restore the orders" on db (lossy).',
		"By hand: pg_restore a ; psql b",
		"Approve: backout approve run-1",
		"Reject: backout reject run-1",
	]);
});

test("updates are told apart, the same update is the same message", () => {
	expect(message("update", healthyCase(), { part: "2" }).id).toBe("run-1:update:2");
	expect(message("update", healthyCase(), { part: "2" })).toEqual(message("update", healthyCase(), { part: "2" }));
});

test("a run that is not in the case has no message", () => {
	expect(messageFor("done", healthyCase(), reviewCase(healthyCase()), { ...OPTIONS, run: "run-9" })).toBeNull();
});

test("secrets are masked in every text of a message", () => {
	for (const kind of ["started", "update", "done", "unhealthy", "failed", "cancelled", "approval"] as const) {
		expect(JSON.stringify(message(kind, caseWith("pass hunter2"), { mask: (raw) => raw.replaceAll("hunter2", "***") }))).not.toContain(
			"hunter2",
		);
	}
});
