import { expect, test } from "vitest";
import { assess } from "../../../assess/assess.ts";
import { asked, check } from "../../../assess/situations.fixture.ts";
import { NOTHING_SEEN, remembering } from "./memory.ts";
import { seenIn } from "./view.ts";
import { DEPLOYED_MS, errorSeries } from "./watched.fixture.ts";

const lookAt = (secondsAfter: number, passed: boolean | null, series = [] as const) => ({
	assessment: assess(asked({ now: DEPLOYED_MS + secondsAfter * 1_000, signals: [check(passed)] })),
	incident: null,
	series,
});
const after = (points: readonly { readonly fromMs: number; readonly toMs: number; readonly value: number | null }[] | undefined) =>
	points?.map(({ fromMs, toMs, value }) => [(fromMs - DEPLOYED_MS) / 1_000, (toMs - DEPLOYED_MS) / 1_000, value]);

test("each look stands for the time since the one before, the first never for what was before the deploy, and none for more than a minute", () => {
	const memory = [lookAt(0.4, true), lookAt(2, false), lookAt(4, null), lookAt(300, true)].reduce(remembering, NOTHING_SEEN);
	expect(after(memory.points["GET /health"])).toEqual([
		[0, 0.4, 0],
		[0.4, 2, 1],
		[2, 4, null],
		[240, 300, 0],
	]);
	expect(memory.looks).toHaveLength(4);
});

test("a signal's own past is shown where its source has one, else what the watch has seen", () => {
	const result = lookAt(2, false);
	const memory = remembering(NOTHING_SEEN, result);
	expect(seenIn(result, memory).signals[0]?.points).toEqual(memory.points["GET /health"]);
	const past = { ...errorSeries(() => 0.5), name: "GET /health" };
	expect(seenIn({ ...result, series: [past] }, memory).signals[0]?.points).toHaveLength(past.samples.length);
	const silent = { name: "GET /health", samples: past.samples.map((sample) => ({ ...sample, errors: null })) };
	expect(seenIn({ ...result, series: [silent] }, memory).signals[0]?.points).toEqual(memory.points["GET /health"]);
});
