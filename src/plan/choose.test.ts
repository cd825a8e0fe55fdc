import { describe, expect, it } from "vitest";
import type { CurrentState, ReleaseLookup } from "../core/lineage.ts";
import type { Release } from "../core/release.ts";
import type { Choice } from "./choice.ts";
import { chooseRelease } from "./choose.ts";
import { asking, on, release, running } from "./worlds.fixture.ts";

const chosen = (choice: Choice) => {
	if (choice.outcome === "stays") return "stays";
	return choice.outcome === "chosen" ? choice.to.label : choice.refused.rule;
};
const warningsOf = (choice: Choice) => (choice.outcome === "chosen" ? choice.warnings : []);
const refusalOf = (choice: Choice) => (choice.outcome === "refused" ? choice.refused : null);
const found = (wanted: Release): ReleaseLookup => ({ outcome: "found", text: wanted.label, release: wanted });
const nowhere = (label: string, standing: "good" | "unknown" = "good") =>
	release(label, standing, { targets: { api: on(label, "directory deleted"), worker: on(label) } });

describe("stopping a service and bringing it back", () => {
	it.each(["stop-writes", "resume-writes"] as const)("returns to no release: %s", (kind) => {
		expect(chooseRelease(asking([release("v2", "bad"), release("v1")], { kind }))).toEqual({ outcome: "stays", warnings: [] });
	});
	it.each(["stop-writes", "resume-writes"] as const)("is for people alone: %s", (kind) => {
		expect(refusalOf(chooseRelease(asking([release("v2")], { kind, isAutomatic: true })))?.rule).toBe("freeze-not-automatic");
	});
	it("needs no target with releases where a switch alone is named", () => {
		expect(chooseRelease(asking([], { kind: "stop-writes", targets: [] })).outcome).toBe("stays");
	});
	it("needs what runs to be known, as everything that is changed does", () => {
		expect(refusalOf(chooseRelease(asking([], { kind: "stop-writes" })))?.rule).toBe("current-unknown");
	});
});

describe("without --to", () => {
	it("returns to the newest known-good release that is older", () => {
		expect(chosen(chooseRelease(asking([release("v3", "unknown"), release("v2"), release("v1")])))).toBe("v2");
	});
	it("passes over what is newer than the release that runs", () => {
		const [v3, v2, v1] = [release("v3"), release("v2"), release("v1")];
		expect(chosen(chooseRelease(asking([v3, v2, v1], { current: running(v2) })))).toBe("v1");
	});
	it("prefers an older good release to a newer unknown one, and says what is lost between", () => {
		const choice = chooseRelease(asking([release("v3", "unknown"), release("v2", "unknown"), release("v1")]));
		expect(chosen(choice)).toBe("v1");
		expect(warningsOf(choice)).toEqual(["This also takes back what came between: v2."]);
	});
	it("passes over a good release that is gone, and says so", () => {
		const choice = chooseRelease(asking([release("v3"), nowhere("v2"), release("v1")]));
		expect(chosen(choice)).toBe("v1");
		expect(warningsOf(choice)[0]).toBe("v2 is good and newer, but cannot be returned to: api: directory deleted.");
	});
	it("passes over a second record of the very thing that runs", () => {
		const again = release("v2-again", "good", { targets: release("v2").targets });
		expect(chosen(chooseRelease(asking([release("v2"), again, release("v1")])))).toBe("v1");
	});
	it("offers a person on the first day the newest unknown release, with a warning", () => {
		const choice = chooseRelease(asking([release("v3", "unknown"), nowhere("v2", "unknown"), release("v1", "unknown")]));
		expect(chosen(choice)).toBe("v1");
		expect(warningsOf(choice)[0]).toMatch(/^v1 is not known to be good/);
	});
	it("refuses automation on the first day", () => {
		const choice = chooseRelease(asking([release("v2", "unknown"), release("v1", "unknown")], { isAutomatic: true }));
		expect(refusalOf(choice)).toEqual({
			rule: "not-known-good",
			reason:
				"Automation returns only to a release that is known good; of the older releases of shop in production none is (the newest is v1).",
			fix: "Confirm it with `backout record shop v1 -e production --good`, or choose it yourself with `--to v1`.",
		});
	});
	it("calls no unknown release stable", () => {
		expect(chosen(chooseRelease(asking([release("v2"), release("v1", "unknown")], { kind: "stable-release" })))).toBe("not-known-good");
	});
	it("refuses when nothing is older", () => {
		expect(refusalOf(chooseRelease(asking([release("v1")])))).toMatchObject({
			rule: "no-release-to-return-to",
			reason: "shop in production has no release to return to: nothing older is known.",
		});
	});
	it("never goes forward again to what was left when an older release was brought back by hand, unless it is known good", () => {
		const since = (label: string, day: number, standing: Release["standing"] = "unknown") => {
			const made = release(label, standing);
			const targets = Object.fromEntries(
				Object.entries(made.targets).map(([name, one]) => [name, { ...one, firstDeployedAt: `2026-11-0${day}T00:00:00Z` }]),
			);
			return { ...made, targets };
		};
		const [back, left, older] = [since("v1", 2), since("v2", 3), since("v0", 1)];
		expect(chosen(chooseRelease(asking([back, left, older])))).toBe("v0");
		expect(refusalOf(chooseRelease(asking([back, left])))).toEqual({
			rule: "no-release-to-return-to",
			reason: "shop in production has no release to return to: v2 ran before, but v1 is older, and was brought back in its place.",
			fix: "Fix forward; or go forward to it again, if that is what you want: `--to v2`.",
		});
		expect(chosen(chooseRelease(asking([back, since("v2", 3, "good")])))).toBe("v2");
		expect(chosen(chooseRelease(asking([back, left], { wanted: found(left) })))).toBe("v2");
	});
	it("never chooses a bad release, or one that must not come back, and says why each is out", () => {
		const bad = release("v2", "bad", { standingReason: "errors 8 %" });
		const refusal = refusalOf(chooseRelease(asking([release("v3"), bad, release("v1", "never")])));
		expect(refusal?.rule).toBe("no-release-to-return-to");
		expect(refusal?.reason).toContain("v2 (bad: errors 8 %), v1 (never)");
	});
	it("refuses when every older release is gone from its platform", () => {
		const refusal = refusalOf(chooseRelease(asking([release("v2"), nowhere("v1")])));
		expect(refusal?.rule).toBe("release-unavailable");
		expect(refusal?.reason).toContain("v1 (api: directory deleted)");
	});
	it("refuses a release that is in the ledger but on no target", () => {
		expect(chosen(chooseRelease(asking([release("v2"), release("v1", "good", { targets: {} })])))).toBe("release-unavailable");
	});
	it("refuses while a target cannot say what it runs", () => {
		const current: CurrentState = { ...running(release("v2")), silent: ["worker"] };
		expect(refusalOf(chooseRelease(asking([release("v2"), release("v1")], { current })))).toMatchObject({
			rule: "current-unknown",
			reason: "What worker of shop in production runs is not known, so nobody can say what a rollback would change.",
		});
		expect(chosen(chooseRelease(asking([release("v2"), release("v1")], { current, targets: ["api"] })))).toBe("v1");
		expect(chosen(chooseRelease(asking([])))).toBe("current-unknown");
	});
	it("says why a target cannot say what it runs, where that is known", () => {
		const current: CurrentState = { ...running(release("v2")), silent: ["worker"] };
		const choice = chooseRelease(asking([release("v2"), release("v1")], { current, silence: { worker: "no such Deployment" } }));
		expect(refusalOf(choice)?.reason).toContain("What worker (no such Deployment) of shop in production runs is not known");
	});
	it("refuses an empty list of targets: it never means all", () => {
		expect(chosen(chooseRelease(asking([release("v2"), release("v1")], { targets: [] })))).toBe("no-targets");
	});
});

describe("with --to", () => {
	const [v3, v2, v1] = [release("v3"), release("v2", "unknown"), release("v1")];
	const to = (wanted: Release, change = {}) => chooseRelease(asking([v3, v2, v1], { wanted: found(wanted), ...change }));

	it("takes the release that was named", () => {
		expect(chosen(to(v1))).toBe("v1");
		expect(warningsOf(to(v1))).toEqual(["This also takes back what came between: v2."]);
	});
	it("warns that a release is not known to be good", () => {
		expect(warningsOf(to(v2))).toEqual(["v2 is not known to be good."]);
	});
	it("lets a person insist on a bad release, loudly, and automation not at all", () => {
		const bad = release("v1", "bad", { standingReason: "errors 8 %" });
		expect(warningsOf(to(bad))[0]).toBe("DANGER: v1 is marked bad (errors 8 %). It comes back only because it was asked for by name.");
		expect(chosen(to(bad, { isAutomatic: true }))).toBe("not-known-good");
	});
	it("lets nobody bring back a release that must never come back", () => {
		const never = release("v1", "never", { standingReason: "keys rotated" });
		expect(refusalOf(to(never))).toEqual({
			rule: "never",
			reason: "v1 must never come back (keys rotated).",
			fix: "Return to another release, or fix forward.",
		});
	});
	it("refuses the release that runs already, unless it shall be redeployed", () => {
		expect(refusalOf(to(v3))).toMatchObject({ rule: "same-release", reason: "shop in production runs v3 already." });
		expect(chosen(to(v3, { kind: "redeploy" }))).toBe("v3");
	});
	it("refuses a release whose image or directory is gone", () => {
		expect(refusalOf(to(nowhere("v1")))).toMatchObject({
			rule: "release-unavailable",
			reason: "v1 cannot be returned to any more: api: directory deleted.",
		});
	});
	it("says when a release is newer than what runs", () => {
		expect(warningsOf(to(v3, { current: running(v1) }))).toEqual(["v3 is newer than v1: this goes forward, not back."]);
	});
	it("helps with a name that fits nothing, or several", () => {
		const unknown = chooseRelease(asking([v3], { wanted: { outcome: "unknown", text: "v33", nearest: ["v3"] } }));
		expect(refusalOf(unknown)).toEqual({
			rule: "unknown-release",
			reason: 'shop in production has no release "v33".',
			fix: "Did you mean v3? `backout history shop` lists them all.",
		});
		const ambiguous = chooseRelease(asking([v3], { wanted: { outcome: "ambiguous", text: "abc1234", matches: [v2, v1] } }));
		expect(refusalOf(ambiguous)?.reason).toBe('"abc1234" may be any of v2, v1 of shop in production.');
	});
});

describe("other intentions", () => {
	const [v2, v1] = [release("v2", "bad"), release("v1")];
	it("redeploys what runs when nothing else is named", () => {
		expect(chosen(chooseRelease(asking([v1], { kind: "redeploy" })))).toBe("v1");
	});
	it("undoes a rollback for a person, and never by itself", () => {
		const undo = asking([v1, v2], { kind: "undo", wanted: found(v2) });
		expect(chosen(chooseRelease(undo))).toBe("v2");
		expect(chosen(chooseRelease({ ...undo, isAutomatic: true }))).toBe("undo-not-automatic");
		expect(chosen(chooseRelease({ ...undo, wanted: null }))).toBe("undo-without-release");
	});
});

describe("half-way between two releases", () => {
	const half = (first: Release, second: Release): CurrentState => ({
		state: "split",
		silent: [],
		running: [
			{ target: "api", targetRelease: on(first.label), release: first },
			{ target: "worker", targetRelease: on(second.label), release: second },
		],
	});
	it("goes on to the only one that is known good", () => {
		const [v2, v1] = [release("v2", "bad"), release("v1")];
		expect(chosen(chooseRelease(asking([v2, v1], { current: half(v1, v2) })))).toBe("v1");
	});
	it("asks a person when it is not clear which, and never guesses for automation", () => {
		const [v2, v1] = [release("v2", "unknown"), release("v1", "unknown")];
		expect(refusalOf(chooseRelease(asking([v2, v1], { current: half(v1, v2) })))).toEqual({
			rule: "split-state",
			reason: "shop in production stands half-way: api runs v1, worker runs v2.",
			fix: "Say where to go: `--to v1` or `--to v2`.",
		});
		const known = half(release("v1"), release("v2", "bad"));
		expect(chosen(chooseRelease(asking([v2, v1], { current: known, isAutomatic: true })))).toBe("split-state");
	});
	it("may go to either when a person names it", () => {
		const [v2, v1] = [release("v2", "unknown"), release("v1")];
		expect(chosen(chooseRelease(asking([v2, v1], { current: half(v1, v2), wanted: found(v2) })))).toBe("v2");
	});
});
