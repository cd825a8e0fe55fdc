import { expect, test } from "vitest";
import { clockTime, elapsedMs, utcDay } from "./time.ts";

test("times are shown in UTC whatever offset they were written with", () => {
	expect(clockTime("2026-11-21T00:14:07.250-03:00")).toBe("03:14:07");
	expect(utcDay("2026-11-20T23:30:00-03:00")).toBe("2026-11-21");
});

test("something that is no time is shown as it is and measures nothing", () => {
	expect(clockTime("soon")).toBe("soon");
	expect(elapsedMs("soon", "2026-11-21T00:00:00Z")).toBeNull();
	expect(elapsedMs(null, "2026-11-21T00:00:00Z")).toBeNull();
	expect(elapsedMs("2026-11-21T00:00:02Z", "2026-11-21T00:00:01Z")).toBeNull();
	expect(elapsedMs("2026-11-21T00:00:01Z", "2026-11-21T00:00:02.5Z")).toBe(1500);
});
