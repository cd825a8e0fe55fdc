import { describe, expect, test } from "vitest";
import { assess } from "./assess.ts";
import { asked, judgement, release, WELL } from "./situations.fixture.ts";

const running = (deployedAt: string | null, standing: "unknown" | "good" = "unknown") => {
	const v2 = release("v2", standing, deployedAt);
	return { current: { state: "one", release: v2, elsewhere: [], silent: [] }, releases: [v2, release("v1")] } as const;
};
const note = (assessment: ReturnType<typeof assess>) => assessment.decision.reasons.find(({ rule }) => rule === "judge-unsure")?.text;

describe("why the judge says nothing", () => {
	test("is told among the reasons when nobody knows when the release took traffic, with the command that tells it", () => {
		const assessment = assess(asked(running(null)));
		expect(note(assessment)).toBe(
			"Not judged: nobody knows when v2 took traffic. Tell it with `backout record shop v2 -e production --at TIME`; releases deployed with `backout guard`, or recorded by CI, tell it themselves.",
		);
		expect(assessment.notJudged).toBe(note(assessment)?.slice("Not judged: ".length, -1));
		expect(assess(asked(running("yesterday"))).notJudged).toBe(assessment.notJudged);
	});
	test("quotes a name that a shell would take apart", () => {
		const odd = release("v2; reboot", "unknown", null);
		const assessment = assess(asked({ current: { state: "one", release: odd, elsewhere: [], silent: [] }, releases: [odd] }));
		expect(note(assessment)).toContain("`backout record shop 'v2; reboot' -e production --at TIME`");
	});
	test("is that the clocks differ when the release is said to come from the future", () => {
		expect(note(assess(asked(running("2026-11-21T04:00:00.000Z"))))).toBe(
			"Not judged: v2 is said to have taken traffic at 2026-11-21 04:00:00 UTC, which is yet to come: hold the clock of this machine against the one that says so.",
		);
	});
	test("makes nobody sure that a release is well of which nobody knows since when it runs, unless it is known good", () => {
		expect(assess(asked(running(null))).decision).toMatchObject({ action: "none", confidence: 0.6 });
		expect(assess(asked(running(null, "good"))).decision).toMatchObject({ action: "none", confidence: 0.8 });
		expect(assess(asked({})).decision).toMatchObject({ action: "none", confidence: 0.8 });
	});
	test("is kept with every assessment, and is no reason of a decision where nothing is to be mended", () => {
		const told = (change: Parameters<typeof asked>[0]) => assess(asked(change));
		expect(told({ signals: WELL }).notJudged).toBe("nothing that is measured has a past that v2 could be held against");
		expect(told({ current: { state: "unknown", silent: ["api"] } }).notJudged).toBe("nobody can say which release runs");
		expect(told({ returnedBy: "run_1" }).notJudged).toBe("v2 was brought back by run_1, and the bake of that run judges it");
		expect([{}, { returnedBy: "run_1" }].map((change) => note(told(change)))).toEqual([undefined, undefined]);
		expect(told({ verdict: judgement() }).notJudged).toBeNull();
	});
});
