import { expect, test } from "vitest";
import type { GuardEvent } from "../../core/guard.ts";
import { createPaint } from "../paint.ts";
import { createGuardTeller } from "./guard.ts";

type Looked = Extract<GuardEvent, { type: "guard.looked" }>;

function looked(seconds: number, change: Partial<Looked>): Looked {
	return {
		type: "guard.looked",
		guard: "guard-1",
		service: "shop",
		environment: "production",
		time: new Date(Date.UTC(2026, 0, 31, 3, 14, seconds)).toISOString(),
		action: "investigate",
		severity: "P3",
		confidence: 0.5,
		rule: "not-enough-evidence",
		text: "fewer than 20 requests",
		advice: "Wait.",
		assessment: "as-1",
		leftMs: 0,
		...change,
	};
}

/** What each look prints, a line each; an empty text when it prints nothing. */
function told(...looks: readonly Looked[]): readonly string[] {
	const teller = createGuardTeller(createPaint({ NO_COLOR: "1" }, {}), 120);
	return looks.map((look) => teller.tell(look).join("\n").trim());
}

test("a look that says the same is told once a minute, whatever its numbers are", () => {
	const lines = told(looked(0, {}), looked(10, { text: "fewer than 21 requests", confidence: 0.6 }), looked(59, {}), looked(60, {}));
	expect(lines.map((line) => line !== "")).toEqual([true, false, false, true]);
});

test("the same action for another reason is told at once", () => {
	const worse = { severity: "P1", rule: "dependency-failing", text: "payments fails" } as const;
	expect(told(looked(0, {}), looked(5, worse), looked(10, worse))).toEqual([
		expect.stringContaining("investigate P3, confidence 50 %: fewer than 20 requests"),
		expect.stringContaining("investigate P1, confidence 50 %: payments fails"),
		"",
	]);
});

test("another severity by the same rule is told, and so is another rule of the same severity", () => {
	const lines = told(looked(0, {}), looked(5, { severity: "P2" }), looked(10, { severity: "P2", rule: "undecided" }));
	expect(lines.every((line) => line !== "")).toBe(true);
});

test("a service that is well again, and unwell again, is told each time", () => {
	const well = { action: "none", rule: null, text: "all well" } as const;
	expect(told(looked(0, {}), looked(5, well), looked(10, well), looked(15, {})).map((line) => line !== "")).toEqual([
		true,
		true,
		false,
		true,
	]);
});
