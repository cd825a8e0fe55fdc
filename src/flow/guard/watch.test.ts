import { expect, test } from "vitest";
import { assess } from "../../assess/index.ts";
import { asked, certificate, check, errors, WELL } from "../../assess/situations.fixture.ts";
import { isWell, looksEveryMs } from "./watch.ts";

test("looks are 10 s apart, closer while the watch is short, and never more than one a second", () => {
	const minutes = (count: number) => looksEveryMs(count * 60_000);
	expect([minutes(30), minutes(5), minutes(2), minutes(1)]).toEqual([10_000, 10_000, 5_000, 5_000]);
	expect([looksEveryMs(12_000), looksEveryMs(2_000), looksEveryMs(0)]).toEqual([3_000, 1_000, 1_000]);
});

test("a certificate that ends soon is no doubt about the release that was deployed", () => {
	const look = (change: Parameters<typeof asked>[0]) => ({ assessment: assess(asked(change)), incident: null, text: "" });
	expect(isWell(look({}))).toBe(true);
	expect(isWell(look({ signals: [...WELL, certificate(1)] }))).toBe(true);
	expect(isWell(look({ signals: [check(null), certificate(1)] }))).toBe(false);
	expect(isWell(look({ signals: [check(true), errors(320, 2000), certificate(1)] }))).toBe(false);
	expect(isWell({ assessment: null, incident: null, text: "" })).toBe(false);
});
