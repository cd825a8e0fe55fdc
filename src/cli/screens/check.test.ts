import { expect, test } from "vitest";
import type { CheckReport } from "../../app/index.ts";
import { createPaint } from "../paint.ts";
import { checkLines } from "./check.ts";

const place = { service: "shop", environment: "production" };
const good = { name: "rights of read.yaml", ok: true, detail: "8 rights", fix: null };
const help = { name: "may list pods", ok: false, detail: "not allowed", fix: "apply read.yaml", isOptional: true };
const fault = { name: "may patch deployments.apps", ok: false, detail: "not allowed", fix: "apply workloads.yaml" };

function shown(...findings: readonly CheckReport["live"][number]["finding"][]): readonly string[] {
	const live = findings.map((finding) => ({ place, subject: "api", finding }));
	const report = { faults: [], file: "backout.yaml", places: [place], warnings: [], live };
	return checkLines(report, createPaint({ NO_COLOR: "1" }, {}), 100);
}

test("a help that is missing is marked as one, with its fix, and does not count as something that did not answer", () => {
	const lines = shown(good, help);
	expect(lines).toContain("  ! api  may list pods: not allowed");
	expect(lines).toContain("  fix  api: apply read.yaml");
	expect(lines.at(-1)).toBe("Everything that is needed answered. 1 that a rollback can do without is missing.");
});

test("what is needed and missing is counted by itself, and a fix that mends several is said once", () => {
	expect(shown(good, fault).at(-1)).toBe("1 of 2 did not.");
	expect(shown(help, help).filter((line) => line.startsWith("  fix"))).toHaveLength(1);
	expect(shown(good, help, help, fault).at(-1)).toBe("1 of 4 did not. 2 that a rollback can do without are missing.");
	expect(shown(good).at(-1)).toBe("All 1 answered.");
});
