import { describe, expect, it } from "vitest";
import type { Reading } from "../../core/signal.ts";
import type { AssessInput } from "../assess.ts";
import { assess } from "../assess.ts";
import { asked, check, readiness, situation } from "../situations.fixture.ts";
import { unprotected } from "./evidence.ts";
import { notReady, partlyReady } from "./readiness.ts";

const CRASH: Partial<Extract<Reading, { kind: "check" }>> = { detail: "0 of 3 pods are available; shop-1: app waits: CrashLoopBackOff" };
const decide = (signals: AssessInput["signals"]) => assess(asked({ signals })).decision;

describe("a target that is not ready by its platform's own word", () => {
	it("is rolled back when nothing of the release comes up, also while the old pods still answer, with the platform's words", () => {
		for (const signals of [[readiness(false, CRASH)], [check(true), readiness(false, CRASH)]]) {
			const decision = decide(signals);
			expect(decision).toMatchObject({ action: "roll-back", severity: "P1" });
			expect(decision.reasons[0]).toMatchObject({
				rule: "not-ready",
				text: expect.stringContaining("shop-1: app waits: CrashLoopBackOff"),
			});
		}
	});
	it("is as bad while what ran before still serves, but the incident is not: P2, and that it serves is said", () => {
		const standIn = "3 ready pods of an earlier revision still serve";
		const served = readiness(false, { detail: `${CRASH.detail}; ${standIn}`, standIn });
		const decision = decide([check(true), served]);
		expect(decision).toMatchObject({ action: "roll-back", severity: "P2" });
		expect(decision.reasons[0]?.text).toContain(standIn);
		expect(decide([served, readiness(false, CRASH)]).severity).toBe("P1");
	});
	it("is investigated when only some of its pods fail, and rolled back when they still do after the deadline", () => {
		const signals = [check(true), readiness(false, { ...CRASH, isPartial: true })];
		expect(decide(signals)).toMatchObject({ action: "investigate", severity: "P2" });
		expect(decide(signals).reasons[0]?.rule).toBe("partly-ready");
		const late = { signals, investigatingSince: Date.parse("2026-11-21T02:50:00Z") };
		expect(assess(asked(late)).decision.reasons[0]?.rule).toBe("deadline-passed");
	});
	it("is never a service that is down: only health checks say that", () => {
		expect(decide([check(false), readiness(true)]).reasons[0]?.rule).toBe("service-down");
		expect(decide([readiness(false, CRASH)]).severity).not.toBe("P0");
	});
	it("is unknown while it is on its way, which is not enough evidence and not well", () => {
		const way = readiness(null, { detail: "1 of 3 pods are of the wanted revision" });
		expect(notReady.judge(situation({ signals: [way] })).outcome).toBe("unknown");
		expect(partlyReady.judge(situation({ signals: [way] })).outcome).toBe("silent");
		expect(decide([check(true), way])).toMatchObject({ action: "investigate", severity: "P3" });
	});
});

describe("a service of which only readiness is measured", () => {
	it("is still unprotected: that pods are up does not say that it works", () => {
		const saying = unprotected.judge(situation({ signals: [readiness(true)] }));
		expect(saying).toMatchObject({ outcome: "spoke", action: "investigate", text: expect.stringContaining("api is ready: 3 of 3 pods") });
		expect(unprotected.judge(situation({ signals: [readiness(true), check(true)] })).outcome).toBe("silent");
	});
});
