import { describe, expect, test } from "vitest";
import { judgement } from "../../../assess/situations.fixture.ts";
import { createPaint } from "../../paint.ts";
import { visibleLength } from "../text.ts";
import { asciiOnly, writesUtf8 } from "./glyphs.ts";
import { tickedScreen, watchScreen } from "./screen.ts";
import { errorSeries, NOW_MS, risen, watched } from "./watched.fixture.ts";

const plain = createPaint({ NO_COLOR: "1" }, {});
const color = createPaint({ FORCE_COLOR: "1" }, {});
const screen = (change: Parameters<typeof watched>[0] = {}, width = 80, height = 23, paint = plain) =>
	watchScreen(watched(change), { width, height }, paint);

describe("a frame of the watch", () => {
	test("shows the decision, why, every signal around the deploy with what is usual, the verdict, the blame, the onset and what comes next", () => {
		expect(screen().join("\n")).toBe(`ROLL BACK  shop in production, runs v2 for 5 min                    03:05:00 UTC
P1, core broken for many · confidence 95 % ███

Errors rose from 0.2 % to 8 % a minute after v2 took traffic. (judge-bad)

                                   ▾ v2 deployed     20 s a column
  ✗ errors                         │   ████████████  8 % of 2,000 requests
                                   │   ████████████  usual up to 2.6 %
                                   │   ████████████
                 ▁▁▁▂▂▂▁▁▁▂▂▂▁▁▁▂▂▂│▁▁▁████████████
  ✓ GET /health  ··················│··············▁  the check passes in 12 ms
  ✓ latency                        │                 p95 101 ms (before: 100 ms)
                 ▄▄▄▃▃▃      ▄▄▄▃▃▃│▄▃▃▃▄▃▃▄▃▃▃▄▃▃▄  usual 96 ms – 109 ms
                 ██████      ██████│███████████████
                 ██████······██████│███████████████

Judge  bad, 97 % sure  ███
Blame  this release 90 %
Onset  03:01:00 UTC, 1 min 00 s after the deploy (between 03:00:30 and 03:01:30)

look 3 · next in 2 s · space looks now, q or Ctrl-C leaves`);
	});

	test("folds into a low and narrow window: what is wrong first, and what does not fit is counted", () => {
		const { signals } = watched();
		const many = Array.from({ length: 9 }, (_, index) => signals.map((signal) => ({ ...signal, name: `${signal.name} ${index}` }))).flat();
		const lines = screen({ signals: many }, 60, 14);
		expect(lines).toHaveLength(14);
		expect(lines.filter((line) => line.startsWith("  ✗"))).toHaveLength(7);
		expect(lines.join("\n")).toContain("… and 20 more: 2 abnormal, 18 normal");
	});

	test.each([
		[40, 8],
		[60, 12],
		[80, 23],
		[140, 30],
		[200, 59],
	])("fits into %i columns and %i rows, in colour too", (width, height) => {
		const long = { text: `${"payments, which it calls, explains it ".repeat(9)}\u001b[2J` };
		for (const paint of [plain, color]) {
			const lines = screen({ verdict: judgement(long) }, width, height, paint);
			expect(lines.length).toBeLessThanOrEqual(height);
			expect(lines.filter((line) => visibleLength(line) > width)).toEqual([]);
			expect(lines.join("")).not.toContain("\u001b[2J");
		}
	});

	test("marks what leaves the usual in red, and colours nothing with NO_COLOR", () => {
		const lines = screen({}, 80, 23, color);
		expect(lines.some((line) => line.includes("\u001b[31m████████████\u001b[39m"))).toBe(true);
		expect(screen().join("")).not.toContain("\u001b");
	});

	test("a gap is a dot and never a bar; no error at all is a bar", () => {
		const series = [errorSeries((after) => (after > 100 && after <= 200 ? null : 0))];
		const line = screen({ series }).find((text) => text.includes("errors"));
		const chart = screen({ series }).find((text) => text.includes("▁·"));
		expect(line).toBeDefined();
		expect(chart).toMatch(/▁{3,}│▁{5}·{5}▁{5}/);
	});

	test("without a judge it says so; while too little was seen, it says when a change would show", () => {
		expect(screen({ verdict: null }).join("\n")).toContain("Judge  not judged: nothing that is measured has a past");
		const early = judgement({ verdict: "not-enough-evidence", isWorse: false, onset: null, blame: [], visibleInMs: 720_000, text: "" });
		expect(screen({ verdict: early }).join("\n")).toContain("a rise to act on shows within 12 min 00 s");
	});

	test("says how a judge that is off is switched on, in two lines at most", () => {
		const { assessment } = watched({ verdict: null });
		const notJudged =
			"nobody knows when v2 took traffic. Tell it with `backout record shop v2 -e production --at TIME`; or deploy with `backout guard`";
		const lines = screen({ assessment: { ...assessment, deployedAt: null, notJudged } });
		const first = lines.findIndex((line) => line.startsWith("Judge"));
		expect(lines.slice(first, first + 3)).toEqual([
			"Judge  not judged: nobody knows when v2 took traffic. Tell it with `backout",
			"       record shop v2 -e production --at TIME`; or deploy with `backout guard`",
			"",
		]);
	});

	test("a verdict that latched says when, and what it would be now", () => {
		const latched = { text: "", now: "good", nowText: "" } as const;
		const verdict = judgement({ latchedAt: "2026-11-21T03:02:00.000Z", latched, isWorse: false, onset: null });
		expect(screen({ verdict })).toContain("Judge  bad, 97 % sure  ███  latched at 03:02:00; now good");
	});

	test("counts down to the time to decide by, and says when it has ended", () => {
		const view = watched();
		const decision = { ...view.assessment.decision, action: "investigate", deadline: "2026-11-21T03:05:30.000Z" } as const;
		const standing = (nowMs: number) =>
			watchScreen({ ...view, nowMs, assessment: { ...view.assessment, decision } }, { width: 120, height: 23 }, plain)[1];
		expect(standing(NOW_MS)).toMatch(/decide by 03:05:30 UTC, in 30 s █+$/);
		expect(standing(NOW_MS + 30_000)).toMatch(/· the time to investigate ended at 03:05:30 UTC █+$/);
	});

	test("has no severity where there is nothing to do", () => {
		const view = watched();
		const decision = { ...view.assessment.decision, action: "none" } as const;
		const lines = watchScreen({ ...view, assessment: { ...view.assessment, decision } }, { width: 80, height: 23 }, plain);
		expect(lines[1]).toMatch(/^confidence 95 % /);
	});

	test("tells what is under way and who is heard", () => {
		expect(screen({ nextLookMs: null, mode: "signals" }).at(-1)).toBe("look 3 · looking now · Ctrl-C leaves");
		expect(screen({ mode: "over" }).at(-1)).toBe("look 3, the last");
	});

	test("a second later only the clock and the countdown have moved", () => {
		const size = { width: 80, height: 23 };
		const frame = screen();
		const later = tickedScreen(frame, watched({ nowMs: NOW_MS + 1_000, nextLookMs: 1_000 }), size, plain);
		expect(later.slice(1, -1)).toEqual(frame.slice(1, -1));
		expect(later[0]).toContain("03:05:01 UTC");
		expect(later.at(-1)).toContain("next in 1 s");
	});

	test("a release of long ago has no mark, and the picture says when it came", () => {
		const view = watched({ series: [risen()] });
		const assessment = { ...view.assessment, deployedAt: "2026-11-18T03:00:00.000Z" };
		const lines = watchScreen({ ...view, assessment }, { width: 80, height: 23 }, plain);
		expect(lines.join("\n")).not.toMatch(/[▾│]/);
		expect(lines.join("\n")).toContain("v2 came 3 d ago");
	});
});

describe("terminals without UTF-8", () => {
	test("get the same columns in ASCII", () => {
		for (const line of screen()) {
			expect(asciiOnly(line)).toMatch(/^[ -~]*$/);
			expect(visibleLength(asciiOnly(line))).toBe(visibleLength(line));
		}
		expect(asciiOnly("▁▂▃▄▅▆▇█·│")).toBe("_-~=+*%#.|");
	});

	test("are told by their locale, the strongest variable first", () => {
		expect(writesUtf8({ LANG: "de_DE.UTF-8" }, "linux")).toBe(true);
		expect(writesUtf8({ LANG: "C.utf8" }, "linux")).toBe(true);
		expect(writesUtf8({ LC_ALL: "C", LANG: "de_DE.UTF-8" }, "linux")).toBe(false);
		expect(writesUtf8({}, "linux")).toBe(false);
		expect(writesUtf8({}, "darwin")).toBe(true);
	});
});

test("the judge's sentence is told to its end where there is room, for the cause stands there", () => {
	const text = `12 % of requests fail (in the 3 h before: 0.4 %) since the deploy; ${"and so on, ".repeat(12)}pay explains it.`;
	const view = watched({ verdict: { ...judgement(), text } });
	const told = (height: number) => watchScreen(view, { width: 80, height }, plain).join(" ").replace(/\s+/g, " ");
	expect(told(39)).toContain("pay explains it.");
	expect(watchScreen(view, { width: 80, height: 11 }, plain)).toHaveLength(11);
});
