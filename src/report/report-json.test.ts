import { expect, test } from "vitest";
import type { CaseFile } from "../core/report.ts";
import { reviewCase } from "../incident/index.ts";
import { healthyCase } from "../testing/healthy-case.ts";
import { caseWith } from "../testing/hostile-case.ts";
import { unhealthyCase } from "../testing/unhealthy-case.ts";
import { reportJson } from "./report-json.ts";

function report(file: CaseFile, mask = (raw: string) => raw) {
	return reportJson(file, reviewCase(file), { mask, generatedAt: "2026-11-21T03:20:00.000Z" });
}

test("a program reads how things stand, why, the numbers and every step", () => {
	const document = report(healthyCase());
	expect(document).toMatchObject({
		version: 1,
		standing: "Rolled back from v2 to v1; healthy again since 03:13:20 UTC.",
		decision: { action: "roll-back", severity: "P1" },
		impact: { recoveredAt: "2026-11-21T03:13:20.000Z", requestsLost: { kind: "at-least", count: 34 } },
		doNotRelease: "v2",
		postMortemDue: "2026-11-22",
	});
	expect(document.runs[0]).toMatchObject({
		status: "succeeded",
		steps: [
			{ id: "1-api-switch", outcome: "done" },
			{ id: "2-cache-flush", outcome: "done" },
		],
		verification: { outcome: "healthy" },
		bake: { outcome: "healthy" },
	});
});

test("what is left to try is in the run that failed", () => {
	expect(report(unhealthyCase()).runs[0]?.ladder.map(({ rung }) => rung)).toEqual(["clean-redeploy", "people"]);
});

test("it is plain JSON: a round trip changes nothing", () => {
	const document = report(healthyCase());
	expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});

test("secrets are masked everywhere", () => {
	expect(JSON.stringify(report(caseWith("pass hunter2"), (raw) => raw.replaceAll("hunter2", "***")))).not.toContain("hunter2");
});
