import { describe, expect, it } from "vitest";
import type { Approval } from "../../core/store.ts";
import { CHECKOUT, HOSTILE } from "./values.ts";
import { inWorld, type OpenWorld, withAnother } from "./world.ts";

const APPROVAL: Approval = {
	run: "run-1",
	step: "1-api-switch",
	planHash: "f".repeat(64),
	verdict: "approved",
	by: "ben",
	reason: HOSTILE,
	isBreakGlass: false,
	at: "2026-03-01T03:00:00.000Z",
};
const PROCESS = { run: "run-1", step: "1-api-switch", group: 4_242, startedAt: "12345", host: "laptop", command: HOSTILE };

/** Approvals, process groups, automation and holds. */
export function describeControls(open: OpenWorld): void {
	describe("approvals, processes and controls", () => {
		it("lets the first word on a step count, also when two speak at once", () =>
			inWorld(open, (world) =>
				withAnother(world, async (other) => {
					const rejection: Approval = { ...APPROVAL, verdict: "rejected", by: "eve" };
					const outcomes = await Promise.all([world.store.approvals.decide(APPROVAL), other.approvals.decide(rejection)]);
					expect(outcomes.toSorted()).toEqual([false, true]);
					expect(await world.store.approvals.get("run-1", "1-api-switch")).toEqual(outcomes[0] ? APPROVAL : rejection);
					expect(await world.store.approvals.get("run-1", "2")).toBeNull();
					expect(await world.store.approvals.decide({ ...APPROVAL, step: "2" })).toBe(true);
				}),
			));

		it("remembers process groups until they have ended, the newest of a number", () =>
			inWorld(open, async ({ store }) => {
				await store.processes.started(PROCESS);
				await store.processes.started({ ...PROCESS, group: 4_300_000_000 });
				await store.processes.started({ ...PROCESS, startedAt: "67890" });
				await store.processes.started({ ...PROCESS, run: "run-2" });
				expect(await store.processes.list("run-1")).toEqual([
					{ ...PROCESS, startedAt: "67890" },
					{ ...PROCESS, group: 4_300_000_000 },
				]);
				await store.processes.ended("run-1", "1-api-switch", 4_242);
				expect(await store.processes.list("run-1")).toEqual([{ ...PROCESS, group: 4_300_000_000 }]);
			}));

		it("knows whether automation is on and who said so", () =>
			inWorld(open, async ({ store }) => {
				expect(await store.controls.automation()).toBeNull();
				await store.controls.setAutomation(false, "ana", HOSTILE, "2026-03-01T03:00:00.000Z");
				await store.controls.setAutomation(true, "ben", "over", "2026-03-01T04:00:00.000Z");
				expect(await store.controls.automation()).toEqual({ isOn: true, by: "ben", reason: "over", at: "2026-03-01T04:00:00.000Z" });
			}));

		it("holds and releases the deploys of one place", () =>
			inWorld(open, async ({ store }) => {
				const hold = { by: "ana", reason: HOSTILE, at: "2026-03-01T03:00:00.000Z" };
				expect(await store.controls.unhold(CHECKOUT)).toBe(false);
				await store.controls.hold(CHECKOUT, { ...hold, by: "ben" });
				await store.controls.hold(CHECKOUT, hold);
				expect(await store.controls.holdOf(CHECKOUT)).toEqual(hold);
				expect(await store.controls.holdOf({ ...CHECKOUT, environment: "staging" })).toBeNull();
				expect(await store.controls.unhold(CHECKOUT)).toBe(true);
				expect(await store.controls.holdOf(CHECKOUT)).toBeNull();
			}));
	});
}
