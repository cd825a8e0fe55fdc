import { expect, test } from "vitest";
import { looksEveryMs } from "./watch.ts";

test("looks are 10 s apart, closer while the watch is short, and never more than one a second", () => {
	const minutes = (count: number) => looksEveryMs(count * 60_000);
	expect([minutes(30), minutes(5), minutes(2), minutes(1)]).toEqual([10_000, 10_000, 5_000, 5_000]);
	expect([looksEveryMs(12_000), looksEveryMs(2_000), looksEveryMs(0)]).toEqual([3_000, 1_000, 1_000]);
});
