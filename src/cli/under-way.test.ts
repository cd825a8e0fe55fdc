import { expect, test } from "vitest";
import type { RunEvent, RunHappening } from "../core/run.ts";
import { liveText, nowUnderWay, type UnderWay } from "./under-way.ts";

const TIME = "2026-11-21T03:14:00.000Z";

/** The living line four seconds after these happenings; null when nothing is under way. */
function lineAfter(...happenings: readonly RunHappening[]): string | null {
	const events: readonly RunEvent[] = happenings.map((happening, index) => ({ ...happening, run: "run-1", seq: index + 1, time: TIME }));
	const underWay = events.reduce<UnderWay | null>((before, event) => nowUnderWay(event, before), null);
	return underWay === null ? null : liveText(underWay, Date.parse(TIME) + 4_000);
}

const started = (step: string): RunHappening => ({ type: "step.started", step, title: `Undo ${step}` });
const landed = (step: string): RunHappening => ({ type: "step.landed", step, durationMs: 1, wasAlready: false, detail: "" });
const heard = (step: string): RunHappening => ({ type: "step.progress", step, text: "1 of 3 pods" });
const BATCH: RunHappening = { type: "batch.started", batch: 1, of: 2, targets: ["us", "ap"], steps: ["2-us", "3-ap"] };

test("one step is told with what was heard of it", () => {
	expect(lineAfter(started("1-eu"), heard("1-eu"))).toBe("Undo 1-eu  4.0 s  · 1 of 3 pods");
	expect(lineAfter(started("1-eu"), landed("1-eu"))).toBeNull();
});

test("a batch is told as one, with how much of it is done and of which step was heard last", () => {
	expect(lineAfter(BATCH, started("2-us"), started("3-ap"), landed("3-ap"), heard("2-us"))).toBe(
		"Batch 1 of 2  1 of 2 steps done  4.0 s  · 2-us: 1 of 3 pods",
	);
	expect(lineAfter(BATCH, landed("3-ap"), landed("2-us"))).toBeNull();
	expect(lineAfter(BATCH, landed("3-ap"), { type: "step.failed", step: "2-us", detail: "", fix: "" })).toBeNull();
});

test("a gate is told by its checks", () => {
	expect(lineAfter({ type: "gate.started", batch: 1, checks: ["ready", "errors"] })).toBe("Gate: ready, errors  4.0 s");
});
