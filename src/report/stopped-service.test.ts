import { describe, expect, test } from "vitest";
import type { CaseFile } from "../core/report.ts";
import { reviewCase } from "../incident/index.ts";
import { rollbackRun } from "../testing/case-file.ts";
import { healthyCase } from "../testing/healthy-case.ts";
import { stoppedCase } from "../testing/stopped-case.ts";
import { messageFor } from "./message.ts";
import { reportJson } from "./report-json.ts";
import { reportMarkdown } from "./report-markdown.ts";

const options = { mask: (raw: string) => raw, generatedAt: "2026-11-21T03:20:00.000Z" };
const report = (file: CaseFile) => reportMarkdown(file, reviewCase(file), options);
const WAY_BACK = "backout run checkout -e production --recipe resume-writes";

describe("the report of a service that was stopped", () => {
	const text = report(stoppedCase());

	test("begins with who is not served, and until what", () => {
		expect(text.split("\n")[2]).toBe(`**Stopped with v2 in place. Users are NOT served by api until it is brought back: ${WAY_BACK}**`);
	});
	test("tells of no rollback, no other release and no recovery", () => {
		expect(text).not.toMatch(/[Rr]olled back from|The rollback|Rollback began|→|healthy again/);
		expect(text).toContain("| Release | v2 stays |");
		expect(text).toContain("## What was done and what was not");
		expect(text).toContain("| Recovered | **not yet** |");
	});
	test("ticks that writes are stopped, and not that the application was rolled back", () => {
		expect(text).toContain("[x] Traffic or writes stopped, if data is at risk — stopped by run run-1 at 03:13:00");
		expect(text).toContain("[ ] Application code rolled back");
		expect(text).toContain("[x] Access to every target confirmed");
	});
	test("says how it is brought back, also to programs", () => {
		expect(text).toContain(`To bring it back: ${WAY_BACK}`);
		const document = reportJson(stoppedCase(), reviewCase(stoppedCase()), options);
		expect(document.runs[0]).toMatchObject({ kind: "stop-writes", to: null });
		expect(document.doNotRelease).toBeNull();
	});
	test("is told to people as a stop, with the way back", () => {
		const message = messageFor("done", stoppedCase(), reviewCase(stoppedCase()), {
			run: "run-1",
			mask: options.mask,
			now: options.generatedAt,
		});
		expect(message).toMatchObject({ plan: "stop-writes", to: null });
		expect(message?.nextSteps).toContain(`To bring it back: ${WAY_BACK}`);
	});
});

test("a service that is stopped after it was well again is not well any more, and what was rolled back stays told", () => {
	const healthy = healthyCase();
	const [stop] = stoppedCase().runs;
	if (stop === undefined) throw new Error("no run");
	const file = { ...healthy, runs: [...healthy.runs, { ...stop, run: rollbackRun({ ...stop.run, id: "run-2", to: null }) }] };
	expect(reviewCase(file).impact.recoveredAt).toBeNull();
	expect(reviewCase(file).impact.rollbackAt).toBe("2026-11-21T03:13:00.000Z");
	expect(report(file)).toContain("[x] Application code rolled back");
});
