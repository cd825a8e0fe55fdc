import { expect, test } from "vitest";
import { judgementOf } from "../../testing/judgements.ts";
import { earlierTime } from "./verdict.ts";

const onset = { at: "2026-11-21T03:00:00.000Z", earliest: "2026-11-21T03:00:00.000Z", latest: "2026-11-21T03:00:10.000Z" };
const found = judgementOf("v3", { verdict: "bad", onset, latchedAt: "2026-11-21T03:05:00.000Z" });

test("a release that was taken away and came again is not excused by when its first trouble began", () => {
	expect(earlierTime(found, Date.parse("2026-11-21T04:00:00Z"))).toEqual({ ...found, onset: null });
});

test("while it runs on, its trouble began when it was found to", () => {
	expect(earlierTime(found, Date.parse("2026-11-21T03:00:00Z"))).toBe(found);
	expect(earlierTime(null, 0)).toBeNull();
	expect(earlierTime({ ...found, latchedAt: null }, Date.parse("2026-11-21T04:00:00Z"))).toMatchObject({ onset });
});
