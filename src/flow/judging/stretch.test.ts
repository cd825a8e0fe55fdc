import { expect, test } from "vitest";
import type { Sample } from "../../core/series.ts";
import type { SignalSource, Window } from "../../core/signal.ts";
import { skippingClock } from "../../testing/skipping-clock.ts";
import { readSeries } from "./stretch.ts";

const TURN = Date.parse("2026-11-21T03:00:00Z");
const limits = { clock: skippingClock("2026-11-21T03:05:00Z"), timeoutMs: 1_000, signal: new AbortController().signal };
const stretch = { fromMs: TURN - 600_000, turnMs: TURN, nowMs: TURN + 300_000 };

/** A source that knows nothing of before the moment, and says so. */
function sourceSince(sinceMs: number): SignalSource {
	const sample = (fromMs: number): Sample => ({ fromMs, toMs: fromMs + 10_000, requests: 9, errors: 0, errorRatio: null, latency: null });
	return {
		name: "errors",
		source: "scripted",
		measure: "error-rate",
		hasPast: true,
		read: () => Promise.reject(new Error("not asked")),
		series: async ({ from, to }: Window) =>
			Date.parse(to) <= sinceMs
				? { samples: [], detail: "it only begins at 03:00" }
				: { samples: [sample(Date.parse(from))], detail: "9 lines" },
	};
}

test("a series without a past says why, in its source's words", async () => {
	expect(await readSeries([sourceSince(TURN)], stretch, limits)).toMatchObject([
		{ name: "errors", nothingBefore: "it only begins at 03:00" },
	]);
	const [known] = await readSeries([sourceSince(0)], stretch, limits);
	expect(known?.samples).toHaveLength(2);
	expect(known).not.toHaveProperty("nothingBefore");
});
