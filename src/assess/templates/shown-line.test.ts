import { expect, test } from "vitest";
import { shownLine } from "./shown-line.ts";

const shown = (first: string) => shownLine({ first, template: "the template" });

test.each([
	"2026-11-21T03:01:02.123Z ERROR cart 7 is gone",
	"2026-11-21 03:01:02,123 ERROR cart 7 is gone",
	"2026/11/21 03:01:02 ERROR cart 7 is gone",
	"[2026-11-21T03:01:02+01:00] ERROR cart 7 is gone",
	"2026-11-21 03:01:02 - ERROR cart 7 is gone",
	"03:01:02.5 | ERROR cart 7 is gone",
	"Nov 21 03:01:02 ERROR cart 7 is gone",
	"1795230062.123 ERROR cart 7 is gone",
	"[pod/shop-7d9f/api] 2026-11-21T03:01:02.123456789Z 2026-11-21 03:01:02 ERROR cart 7 is gone",
	'time="2026-11-21T03:01:02Z" ERROR cart 7 is gone',
])("%s is shown without its time", (line) => {
	expect(shown(line)).toBe("ERROR cart 7 is gone");
});

test("a time that is not at the beginning, or is all there is, stays", () => {
	expect(shown("ERROR at 03:01:02 cart 7 is gone")).toBe("ERROR at 03:01:02 cart 7 is gone");
	expect(shown("2026-11-21T03:01:02Z")).toBe("2026-11-21T03:01:02Z");
	expect(shown("12345 carts are gone")).toBe("12345 carts are gone");
});

test("of a JSON line its words are shown, and the template of one that was cut off", () => {
	const line = JSON.stringify({ time: "2026-11-21T03:01:02Z", level: "error", msg: "cart 7 is gone" });
	expect(shown(line)).toBe("error cart 7 is gone");
	expect(shown(`2026-11-21T03:01:02Z ${line}`)).toBe("error cart 7 is gone");
	expect(shown(line.slice(0, 40))).toBe("the template");
});
