import { describe, expect, it } from "vitest";
import type { Severity } from "../core/assessment.ts";
import { releaseChanges } from "../core/changes.ts";
import type { Release } from "../core/release.ts";
import { strategyTime } from "../core/strategy.ts";
import type { AssessInput } from "./assess.ts";
import { release, situation } from "./situations.fixture.ts";
import { weigh } from "./strategy.ts";

const v2 = release("v2", "unknown");
const older = [release("v1", "unknown"), release("v0", "good")];
const ways = (severity: Severity, change: Partial<AssessInput> = {}, ruledOut: string | null = null) =>
	weigh(situation({ releases: [v2, ...older], ...change }), "roll-back", severity, ruledOut);
const fitting = (...given: Parameters<typeof ways>) => ways(...given).flatMap(({ name, fits }) => (fits ? [name] : []));
const way = (name: string, ...given: Parameters<typeof ways>) => ways(...given).find((one) => one.name === name);

describe("the ways out", () => {
	it("go back at P0 and P1, may be a hotfix at P2, and are one at P3", () => {
		expect((["P0", "P1", "P2", "P3"] as const).map((severity) => fitting(severity))).toEqual([
			["platform-rollback", "revert", "tag"],
			["platform-rollback", "revert", "tag"],
			["platform-rollback", "revert", "hotfix"],
			["hotfix"],
		]);
	});
	it("are forward alone when going back is ruled out, and say by what", () => {
		expect(fitting("P1", {}, "irreversible-migration speaks against it")).toEqual(["hotfix"]);
		expect(way("revert", "P1", {}, "irreversible-migration speaks against it")?.why).toBe("irreversible-migration speaks against it");
	});
	it("are not forward when a person says it takes too long", () => {
		expect(fitting("P2", { stated: ["no-forward-fix"] })).toEqual(["platform-rollback", "revert"]);
	});
	it("are not the platform's when nothing older may come back, or when the releases live in git alone", () => {
		expect(fitting("P1", { releases: [v2, release("v1", "bad")] })).toEqual(["revert"]);
		expect(fitting("P1", { targetKinds: ["git"] })).toEqual(["revert", "tag"]);
		expect(fitting("P1", { targetKinds: ["git", "pm2"] })).toContain("platform-rollback");
	});
	it("are an older tag only when it is known good and not the release before anyway", () => {
		expect(fitting("P1", { releases: [v2, release("v1", "good"), release("v0")] })).toEqual(["platform-rollback", "revert"]);
		expect(way("tag", "P1", { releases: [v2, release("v1", "unknown")] })?.why).toBe("no older release is known to be good");
	});
	it("say what is lost: the deploys since the tag", () => {
		expect(way("tag", "P1")?.loses).toBe("2 deploys since v0 (v2, v1)");
	});
	it("count what was released since the tag, recorded or run by a platform, and say so when only tags are known", () => {
		const seen = (label: string, wasLive: boolean) => {
			const one = { id: label, label, commit: null, digest: null, deployedAt: null, unavailable: null, wasLive };
			return { ...release(label, "unknown"), isRecorded: false, targets: { repo: one } };
		};
		const loss = (...releases: readonly Release[]) =>
			way("tag", "P1", {
				releases: [...releases, release("v0")],
				current: { state: "one", release: releases[0] ?? v3, elsewhere: [], silent: [] },
			})?.loses;
		const v3 = seen("v3", true);
		expect(loss(v3, seen("v2.1-rc", false), seen("v2", true), { ...seen("v1", false), isRecorded: true })).toBe(
			"3 deploys since v0 (v3, v2, v1)",
		);
		expect(loss(seen("v3", false), seen("v2", false))).toBe("2 releases since v0 by tags alone (v3, v2), deployed or not");
		expect(way("platform-rollback", "P1", { releases: [v2, seen("v1.5-rc", false), release("v1", "unknown")] })?.why).toBe(
			"v1 ran before and is there to return to",
		);
	});
	it("say which commits and pull requests of the release are lost", () => {
		const subjects = ["Merge pull request #14 from shop/carts", "Cheaper carts (#12)", "plain"];
		const commits = subjects.map((subject, at) => ({ id: String(at).repeat(40), subject, author: "Ana" }));
		const changes = releaseChanges({ from: "a", to: "b" }, commits, 3, ["src/a.ts"]);
		expect(way("revert", "P1", { changes })?.loses).toBe("3 commits (#14, #12)");
		expect(way("revert", "P1")?.loses).toBe("the whole change");
	});
	it("take as long as earlier runs did, where there were some", () => {
		const [estimated] = ways("P1");
		const [measured] = ways("P1", { runDurationsMs: [20_400, 65_000] });
		expect([estimated, measured].map((one) => one && strategyTime(one))).toEqual(["2–5 min", "20.4 s to 1 min 05 s"]);
		expect(measured).toMatchObject({ isMeasured: true, minutes: [0.34, 65 / 60] });
	});
	it("are none when there is nothing to get rid of", () => {
		expect(weigh(situation(), "none", "P3", null)).toEqual([]);
		expect(weigh(situation(), "wait", "P2", null)).toEqual([]);
	});
	it("begin with the hotfix when that is what is decided", () => {
		expect(weigh(situation(), "hotfix", "P2", null)[0]?.name).toBe("hotfix");
	});
});
