import { describe, expect, test } from "vitest";
import { check, errors } from "../../assess/situations.fixture.ts";
import type { RunEvent, RunHappening } from "../../core/run.ts";
import { createPaint } from "../paint.ts";
import { createTeller } from "./events.ts";

const paint = createPaint({ NO_COLOR: "1" }, {});

function journal(...happenings: readonly RunHappening[]): readonly RunEvent[] {
	return happenings.map((happening, index) => ({ ...happening, run: "run-1", seq: index + 1, time: `2026-11-21T03:14:0${index}.000Z` }));
}

function told(events: readonly RunEvent[], more: { isBrief?: boolean; width?: number } = {}): readonly string[] {
	const teller = createTeller({ paint, width: more.width ?? 100, isBrief: more.isBrief ?? false });
	return events.flatMap((event) => teller.tell(event));
}

const CREATED: RunHappening = {
	type: "run.created",
	from: { id: "v3", label: "v3" },
	to: { id: "v2", label: "v2" },
	reason: "checkout fails",
	requestedBy: "ana@desk",
	steps: [{ id: "1-api", title: "Point api at v2", risk: "safe" }],
};
const STARTED: RunHappening = { type: "step.started", step: "1-api", title: "Point api at v2" };
const HEARD: RunHappening = { type: "step.progress", step: "1-api", text: "waiting for 2 processes" };
const LANDED: RunHappening = { type: "step.landed", step: "1-api", durationMs: 1_100, wasAlready: false, detail: "" };
const FINISHED: RunHappening = {
	type: "run.finished",
	status: "succeeded",
	durationMs: 8_000,
	report: "/srv/shop/.backout/reports/inc-1.md",
	detail: "shop in production runs v2 again and is well. errors 0 %",
	fix: null,
};

describe("a run's journal", () => {
	test("piped, is told line by line, with who, why and what is under way", () => {
		expect(told(journal(CREATED, STARTED, HEARD, LANDED))).toEqual([
			"03:14:00  run run-1  v3 → v2  by ana@desk: checkout fails; times are UTC",
			"03:14:01  › Point api at v2",
			"03:14:02    waiting for 2 processes",
			"03:14:03  ✓ Point api at v2  1.1 s",
		]);
	});

	test("briefly, leaves out what a living line shows", () => {
		expect(told(journal(CREATED, STARTED, HEARD, LANDED), { isBrief: true })).toEqual([
			"03:14:00  run run-1  v3 → v2  by ana@desk: checkout fails; times are UTC",
			"03:14:03  ✓ Point api at v2  1.1 s",
		]);
	});

	test("counts one file as one file", () => {
		const kept = (...files: readonly string[]) => told(journal({ type: "evidence.kept", files, missing: [] }));
		expect(kept("a.log")).toEqual(["03:14:00  ✓ Evidence kept 1 file"]);
		expect(kept("a.log", "b.log")).toEqual(["03:14:00  ✓ Evidence kept 2 files"]);
	});

	test("ends with where the report is and the way forward, and does not say twice what the verification said", () => {
		const verification = { outcome: "healthy", at: "2026-11-21T03:14:00.000Z", signals: [], text: "errors 0 %" } as const;
		expect(told(journal({ type: "bake.finished", verification }, FINISHED))).toEqual([
			"03:14:00  ✓ well: errors 0 %",
			"03:14:01  succeeded after 8.0 s: shop in production runs v2 again and is well.",
			"          report  /srv/shop/.backout/reports/inc-1.md",
			"          forward again once it is fixed  backout undo run-1",
		]);
	});

	test("what is well but measured in too few requests to judge by is marked as unknown and says so first", () => {
		const well = "too little to judge by: errors 25 % of 4 requests (limit 1 %); 1 of 1 check passes";
		const verification = { outcome: "healthy", at: "2026-11-21T03:14:00.000Z", signals: [check(true), errors(1, 4)], text: well } as const;
		expect(told(journal({ type: "verification.finished", verification }))).toEqual([`03:14:00  ? ${well}`]);
		expect(told(journal({ type: "bake.sampled", verification }))).toEqual([`03:14:00    ? ${well}`]);
		const enough = { ...verification, signals: [check(true), errors(0, 400), errors(null, null)], text: "1 of 1 check passes" };
		expect(told(journal({ type: "bake.finished", verification: enough }))).toEqual(["03:14:00  ✓ well: 1 of 1 check passes"]);
	});

	test("a step that failed is told with its fix, wrapped under itself", () => {
		const failed: RunHappening = {
			type: "step.failed",
			step: "1-api",
			detail: "the image v2 is gone from the registry",
			fix: "pull it, then plan again",
		};
		expect(told(journal(CREATED, failed).slice(1), { width: 50 })).toEqual([
			"03:14:01  ✗ 1-api: the image v2 is gone from the",
			"          registry",
			"          fix  pull it, then plan again",
		]);
	});

	test("the end of a failed run does not tell its failure again, only what is where", () => {
		const failed: RunHappening = { type: "step.failed", step: "1-api", detail: "image gone", fix: "pull it" };
		const ended: RunHappening = { ...FINISHED, status: "failed", report: null, detail: "step 1-api failed: image gone. Now api runs v3." };
		expect(told(journal(failed, ended)).at(-1)).toBe("03:14:01  failed after 8.0 s: Now api runs v3.");
	});

	test("what to try next is told with the command of each rung, and what all rungs say only once", () => {
		const rungs = [
			{ rung: "redeploy", text: "Deploy v2 from scratch. Nobody is told.", plan: "plan-1" },
			{ rung: "people", text: "Hand over to people. Nobody is told.", plan: null },
		];
		expect(told(journal({ type: "ladder.proposed", alert: "alert-1", rungs }))).toEqual([
			"03:14:00  What to try next",
			"          ▸ Deploy v2 from scratch.",
			"            backout run --plan plan-1",
			"          · Hand over to people.",
			"          ! Nobody is told.",
		]);
	});

	test("what waits says who can let it go on", () => {
		const asked: RunHappening = { type: "approval.requested", step: "1-api", risk: "lossy", planHash: "a" };
		expect(told(journal(CREATED, asked)).slice(1)).toEqual([
			"03:14:01  waits for approval (lossy): Point api at v2",
			"          somebody else says  backout approve run-1",
		]);
	});
});
