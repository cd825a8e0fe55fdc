import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CaseFile } from "../core/report.ts";
import { reviewCase } from "../incident/index.ts";
import { decidingAssessment, exampleIncident, rollbackPlan, rollbackRun, stepOf } from "../testing/case-file.ts";
import { healthyCase } from "../testing/healthy-case.ts";
import { caseWith } from "../testing/hostile-case.ts";
import { unhealthyCase } from "../testing/unhealthy-case.ts";
import { reportMarkdown } from "./report-markdown.ts";

function report(file: CaseFile, mask = (raw: string) => raw): string {
	return reportMarkdown(file, reviewCase(file), { mask, generatedAt: "2026-11-21T03:20:00.000Z" });
}

describe("a rollback that worked", () => {
	const lines = report(healthyCase()).split("\n");

	test("how things stand comes first, then one paragraph", () => {
		expect(lines.slice(0, 5)).toEqual([
			"# Incident report: checkout in production",
			"",
			"**Rolled back from v2 to v1; healthy again since 03:13:20 UTC.**",
			"",
			"Release v2 went live at 03:10:30. The trouble was noticed 1 min 28 s later, at 03:11:58: errors rose after a deploy. The decision was `roll-back`, because 8 % of 412 requests failed (before: 0.2 % of 3,980). ana@laptop began the rollback at 03:13:00 and the service was healthy again at 03:13:20, 20.0 s later. At least 34 of 822 counted requests failed.",
		]);
	});

	test("the table says who, which, by which rule, when and how long, with the date once", () => {
		expect(lines).toContain("| Incident | inc-7 (open), 2026-11-21, times in UTC |");
		expect(lines).toContain("| Release | v2 → v1 |");
		expect(lines).toContain("| Decided by | rule `error-rate-above-act` |");
		expect(lines).toContain("| Recovered | 03:13:20 (20.0 s after the rollback began) |");
		expect(lines).toContain("| Lasted | 2 min 50 s |");
		expect(lines.filter((line) => line.startsWith("| 2026-11-21"))).toEqual([]);
	});

	test("the decision has its reasons, what made it so severe, and the ways out that were weighed", () => {
		expect(lines).toContain("`roll-back`, P1, 95 % sure; 1 of 1 rules spoke, the first in their order decided.");
		expect(lines).toContain("- `error-rate-above-act`: 8 % of 412 requests failed (before: 0.2 % of 3,980)");
		expect(lines).toContain("P1, because: core broken for many: 8 % of 412 requests failed (before: 0.2 % of 3,980).");
		expect(lines).toContain("| platform rollback | 20.4 s to 1 min 05 s | low | nothing in git | fits: v1 ran before |");
		expect(lines).toContain("| hotfix | 30–60 min | high | nothing | does not fit: too long at P1 |");
	});

	test("the numbers stand side by side", () => {
		expect(lines).toContain("| errors | 0.2 % of 3,980 requests | 8 % of 412 requests | 0.2 % of 410 requests |");
	});

	test("each step has its outcome and its hand command, and what was left is listed", () => {
		expect(lines).toContain("1. **Point app shop-api at releases/v1** (api): done in 3.1 s, 2 of 2 processes online");
		expect(lines).toContain("   pm2 start releases/v1/server.js --name shop-api");
		expect(lines).toContain("- Environment variables stay as they are.");
	});

	test("the bad release is not to be released again, and nothing is said of a failure", () => {
		expect(lines).toContain("- Do not release v2 again until its fault is fixed: release the fix under a new version.");
		expect(lines.join("\n")).not.toContain("What failed");
	});

	test("the checklist is ticked where the case shows it", () => {
		expect(lines).toContain("- [x] Logs kept for the investigation — 2 files kept before the first write");
		expect(lines).toContain("- [ ] Root cause found");
	});

	test("the post-mortem of a P1 is due the next day and asks why it was not caught earlier", () => {
		expect(lines).toContain("## Post-mortem (draft, due 2026-11-22)");
		expect(lines).toContain("- Why was it not caught earlier: in review, in tests, in staging, while it was deployed?");
		expect(lines).toContain("| Hold the post-mortem | ana@laptop | 2026-11-22 |");
	});
});

test("a decision that an earlier version stored, without ways out, is told without them", () => {
	const { strategies: _, ...old } = decidingAssessment();
	const file = healthyCase();
	const markdown = report({ ...file, assessments: JSON.parse(JSON.stringify([old])) });
	expect(markdown).toContain("## Decision");
	expect(markdown).not.toContain("| Way |");
});

test("an incident in which nothing was found wrong has no severity, wherever it is told", () => {
	const { decision } = decidingAssessment();
	const reasons = [{ rule: "all-normal", text: "All normal: errors: 0.2 % of 410 requests failed.", evidence: null }];
	const none = { ...decision, action: "none", severity: "P3", severityReasons: ["minor: All normal."], reasons } as const;
	const assessments = [decidingAssessment({ decision: none })];
	const markdown = report({ incident: exampleIncident({ severity: "P3" }), entries: [], assessments, runs: [] });
	expect(markdown).toContain("| Severity | none: nothing was found wrong |");
	expect(markdown).toContain("`none`, 95 % sure; 1 of 1 rules spoke");
	expect(markdown).toContain("Decided: none: All normal");
	expect(markdown.replace("P3: asked for by P0 and P1", "")).not.toContain("P3");
});

test("a release of which nobody knows since when it runs says so, and that it was not judged for it", () => {
	const text = "Not judged: nobody knows when v2 took traffic. Tell it with `backout record shop v2 -e production --at TIME`.";
	const { decision } = decidingAssessment();
	const reasons = [...decision.reasons, { rule: "judge-unsure", text, evidence: null }];
	const markdown = report({
		...healthyCase(),
		assessments: [decidingAssessment({ deployedAt: null, decision: { ...decision, reasons } })],
	});
	expect(markdown).toContain("| Released | nobody knows when |");
	expect(markdown).toContain("- `judge-unsure`: Not judged: nobody knows when v2 took traffic.");
});

test("a service that is still unwell is said to be so at the top, with the ladder right below", () => {
	const markdown = report(unhealthyCase());
	expect(markdown).toContain("**Rolled back from v2 to v1, but the service is NOT healthy.**");
	expect(markdown).toContain("| Recovered | **not yet** |");
	expect(markdown).toContain(
		"1. **clean-redeploy**: Deploy v1 from scratch. Tell Rui Costa, +55 11 5550 0102 (level 2). Plan pl-2 is ready.",
	);
	expect(markdown.indexOf("## What failed")).toBeLessThan(markdown.indexOf("## Numbers"));
	expect(markdown).toContain("- could not be kept: `compose-ps.json`");
});

test("a service that could not be measured is not called sick, and not healthy either", () => {
	const runs = unhealthyCase().runs.map((run) => ({
		...run,
		events: run.events.map((event) =>
			event.type === "verification.finished" ? { ...event, verification: { ...event.verification, outcome: "unknown" as const } } : event,
		),
	}));
	expect(report({ ...unhealthyCase(), runs })).toContain("**Rolled back from v2 to v1, but nothing proved the service healthy.**");
});

test("a case without runs or measurements has no empty sections and claims nothing", () => {
	const markdown = report({ incident: exampleIncident({ severity: "P3", owner: null }), entries: [], assessments: [], runs: [] });
	expect(markdown).toContain("**Nothing was rolled back.**");
	expect(markdown).toContain("| Requests lost | not known: no error rate was measured |");
	expect(markdown.match(/^## .*$/gm)).toEqual(["## Checklist", "## Post-mortem (draft)"]);
	expect(markdown).not.toMatch(/\[x\] (?!Post-mortem)/);
});

test("what was reverted in git comes back by reverting the revert", () => {
	const run = { ...healthyCase().runs[0], run: rollbackRun(), plan: rollbackPlan({ steps: [stepOf("1-api-switch", { adapter: "git" })] }) };
	const markdown = report({ ...healthyCase(), runs: [{ ...run, events: run.events ?? [] }] });
	expect(markdown).toContain("revert the revert first");
});

test("going forward again names no release as bad", () => {
	const runs = healthyCase().runs.map((run) => ({ ...run, plan: rollbackPlan({ kind: "undo" }) }));
	const markdown = report({ ...healthyCase(), runs });
	expect(markdown).toContain("**Gone forward again from v2 to v1; healthy again since 03:13:20 UTC.**");
	expect(markdown).not.toContain("Do not release");
});

test("a night that passes midnight shows the new date where it begins to matter", () => {
	const assessments = [decidingAssessment({ deployedAt: "2026-11-20T23:50:00.000Z" })];
	expect(report({ ...healthyCase(), assessments })).toContain("| Released | 2026-11-20 23:50:00 |");
});

test("secrets are masked on the way in and on the way out", () => {
	const mask = (raw: string) => raw.replaceAll("hunter_2|x", "***");
	const markdown = report(caseWith("password hunter_2|x"), mask);
	expect(markdown).not.toContain("hunter");
	expect(markdown).toContain("password \\*\\*\\*");
});

describe("hostile text", () => {
	const shape = shapeOf(report(caseWith("x")));
	const parts = fc.constantFrom(
		"|",
		"`",
		"```",
		"\\",
		"\n",
		"\r\n",
		"<script>",
		"</td>",
		"# ",
		"- ",
		"* ",
		"1. ",
		"[a](b)",
		"![a](b)",
		"&lt;",
		"---",
		"***",
		"_",
		"~~",
		"<!--",
		"\t",
		" ",
		"x",
		"\u202e",
		"\u2028",
		"\u0000",
		"\u001b[31m",
		"\ud800",
		"é",
		"$",
	);
	const hostile = fc.array(parts, { minLength: 1, maxLength: 8 }).map((list) => list.join(""));

	test("never changes the shape of the report: tables, headings, lists and boxes stay what they are", () => {
		fc.assert(
			fc.property(fc.oneof(hostile, fc.string()), (foreign) => {
				expect(shapeOf(report(caseWith(`x${foreign}x`)))).toBe(shape);
			}),
			{ numRuns: 80 },
		);
	});

	test("never becomes HTML", () => {
		fc.assert(
			fc.property(hostile, (foreign) => {
				expect(withoutInlineCode(withoutCode(report(caseWith(`x${foreign}x`))))).not.toMatch(/<[a-z/!?]/i);
			}),
			{ numRuns: 60 },
		);
	});
});

/** What a renderer makes blocks from: headings, the cells of each table row, list items, fences; what stands in them is left out. */
function shapeOf(markdown: string): string {
	return withoutCode(markdown)
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => {
			if (line.startsWith("|")) return `row of ${line.replace(/\\[\s\S]/g, "").split("|").length - 2}`;
			return line.match(/^\s*(#{1,6} |- \[[ x]\] |- |\d+\. |```+|>|<|\+ |\* |={3}|-{3})/)?.[1]?.replace(/`+/, "fence") ?? "text";
		})
		.join("\n");
}

/** The Markdown without what stands inside fenced blocks; the fences stay. */
function withoutCode(markdown: string): string {
	return markdown.replace(/^( *)(`{3,})sh\n[\s\S]*?\n\1\2$/gm, "$1```sh");
}

function withoutInlineCode(markdown: string): string {
	return markdown.replace(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "code");
}
