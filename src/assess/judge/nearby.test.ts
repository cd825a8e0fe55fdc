import { describe, expect, it } from "vitest";
import { caseOf, DEPLOYED, series, stretch } from "./cases.fixture.ts";
import { judgeRelease } from "./judge-release.ts";
import { nearbyDeploy } from "./nearby.ts";

const WELL = { requests: 600, errors: 6 };
const ILL = { requests: 600, errors: 90 };
const MINUTE = 60_000;

/** Well for so many minutes after the deploy, then ill for four. */
function illAfter(minutes: number, deployMinutes: readonly number[]) {
	const samples = [...stretch(-180, minutes, WELL), ...stretch(minutes, minutes + 4, ILL)];
	const otherDeploys = deployMinutes.map((minute) => ({ service: "pay", atMs: DEPLOYED + minute * MINUTE }));
	return judgeRelease(caseOf({ name: "shop", samples }, { otherDeploys }, minutes + 4));
}

describe("another deploy", () => {
	it("a minute before the trouble, long after ours, takes the blame from ours, and is named", () => {
		expect(illAfter(16, [])).toMatchObject({ verdict: "bad" });
		const judged = illAfter(16, [15]);
		expect(judged).toMatchObject({ verdict: "not-enough-evidence", isWorse: true, latchedAt: null });
		expect(judged.blame[0]).toMatchObject({ suspect: "unknown", deployOf: "pay" });
		expect(judged.text).toContain("pay was deployed 1 min 00 s before it began, long after this release: look there first");
	});

	it("between ours and the trouble, both little before it, makes ours less sure, and the sentence says why", () => {
		const judged = illAfter(5, [3]);
		expect(judged.verdict).toBe("bad");
		expect(judged.confidence).toBeLessThan(illAfter(5, []).confidence);
		expect(judged.text).toContain("pay was deployed 2 min 00 s before it began too, and may be the cause instead");
		expect(judged.blame.find(({ suspect }) => suspect === "unknown")).toMatchObject({ deployOf: "pay" });
	});

	it("before ours, too long before the trouble, or after it, changes nothing", () => {
		for (const [minutes, deploys] of [
			[5, [-4]],
			[16, [2]],
			[5, [8.9]],
		] as const) {
			expect(illAfter(minutes, deploys)).toEqual(illAfter(minutes, []));
		}
	});

	it("is what is left to look at when the trouble began before our release came", () => {
		const earliestMs = DEPLOYED - 5 * MINUTE;
		const onset = { atMs: earliestMs, earliestMs, latestMs: earliestMs + 10_000 };
		const pay = { service: "pay", atMs: DEPLOYED - 8 * MINUTE };
		const moment = { onset, deployedAtMs: DEPLOYED, slackMs: 30_000, otherDeploys: [pay] };
		expect(nearbyDeploy(moment)).toEqual(pay);
		expect(nearbyDeploy({ ...moment, deployedAtMs: earliestMs })).toBeNull();
	});

	it("is no news of a service that is well", () => {
		expect(judgeRelease(caseOf(series("shop", WELL, WELL), { otherDeploys: [{ service: "pay", atMs: DEPLOYED }] })).text).not.toContain(
			"pay",
		);
	});
});
