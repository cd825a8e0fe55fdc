import { describe, expect, it } from "vitest";
import type { Run, RunStatus } from "../../core/run.ts";
import { CHECKOUT, HOSTILE, sampleEvent, samplePlan, sampleRun } from "./values.ts";
import { inWorld, type OpenWorld } from "./world.ts";

const STAGING = { service: "checkout", environment: "staging" };

/** Plans, runs, journals, locks and durations. */
export function describeRuns(open: OpenWorld): void {
	describe("runs", () => {
		it("gives a plan back as it was saved, hostile text included, and keeps the first of two with one id", () =>
			inWorld(open, async ({ store }) => {
				const plan = samplePlan("plan-1");
				await store.runs.savePlan(plan);
				await store.runs.savePlan({ ...plan, wayBack: "another" });
				expect(await store.runs.plan("plan-1")).toEqual(plan);
				expect(await store.runs.plan("plan-2")).toBeNull();
			}));

		it("creates a run with its first events and its lock, and gives all of it back", () =>
			inWorld(open, async ({ store }) => {
				const run = sampleRun("run-1", { reason: HOSTILE, requestedBy: HOSTILE });
				expect(await store.runs.create(run, [sampleEvent("a"), sampleEvent("b", HOSTILE)])).toEqual({ created: true });
				expect(await store.runs.get("run-1")).toEqual(run);
				expect(await store.runs.lock(CHECKOUT)).toEqual({ run: "run-1", requestedBy: HOSTILE, since: run.createdAt });
				const events = await store.runs.events("run-1", 0);
				expect(events.map((event) => [event.seq, event.run, event.type])).toEqual([
					[1, "run-1", "step.progress"],
					[2, "run-1", "step.progress"],
				]);
				expect(events[1]).toMatchObject({ text: HOSTILE });
				expect(await store.runs.get("run-2")).toBeNull();
			}));

		it("refuses a second run of the place, says who holds it and stores nothing of it", () =>
			inWorld(open, async ({ store }) => {
				await store.runs.create(sampleRun("run-1"), []);
				const second = await store.runs.create(sampleRun("run-2"), [sampleEvent("a")]);
				expect(second).toMatchObject({ created: false, holder: { run: "run-1", requestedBy: "ana@laptop" } });
				expect(await store.runs.get("run-2")).toBeNull();
				expect(await store.runs.events("run-2", 0)).toEqual([]);
				expect(await store.runs.create(sampleRun("run-3", STAGING), [])).toEqual({ created: true });
			}));

		it("says that a run holds its own lock when it is created twice", () =>
			inWorld(open, async ({ store }) => {
				await store.runs.create(sampleRun("run-1"), []);
				expect(await store.runs.create(sampleRun("run-1"), [])).toMatchObject({ created: false, holder: { run: "run-1" } });
			}));

		it("gives the lock back only for the run that holds it", () =>
			inWorld(open, async ({ store }) => {
				await store.runs.create(sampleRun("run-1"), []);
				await store.runs.releaseLock("run-2");
				expect(await store.runs.lock(CHECKOUT)).toMatchObject({ run: "run-1" });
				await store.runs.releaseLock("run-1");
				expect(await store.runs.lock(CHECKOUT)).toBeNull();
				expect(await store.runs.create(sampleRun("run-2"), [])).toEqual({ created: true });
			}));

		it("does not let a finished run keep the place when a crash left its lock behind", () =>
			inWorld(open, async ({ store }) => {
				await store.runs.create(sampleRun("run-1"), []);
				await store.runs.append("run-1", [], "failed");
				expect(await store.runs.lock(CHECKOUT)).toBeNull();
				expect(await store.runs.create(sampleRun("run-2"), [])).toEqual({ created: true });
				await store.runs.releaseLock("run-1");
				expect(await store.runs.lock(CHECKOUT)).toMatchObject({ run: "run-2" });
			}));

		it("appends in order, skips known keys and returns what was new", () =>
			inWorld(open, async ({ store }) => {
				await store.runs.create(sampleRun("run-1"), [sampleEvent("a")]);
				const added = await store.runs.append("run-1", [
					sampleEvent("a", "again"),
					sampleEvent("b"),
					sampleEvent("b", "twin"),
					sampleEvent("c"),
				]);
				expect(added.map((event) => event.seq)).toEqual([2, 3]);
				expect(added).toMatchObject([{ text: "b" }, { text: "c" }]);
				expect(await store.runs.append("run-1", [sampleEvent("b")])).toEqual([]);
				expect(await store.runs.events("run-1", 1)).toEqual(added);
			}));

		it("moves the status with the events, and never again once the run is finished", () =>
			inWorld(open, async ({ store }) => {
				await store.runs.create(sampleRun("run-1"), []);
				await store.runs.append("run-1", [sampleEvent("a")], "waiting");
				expect(await store.runs.get("run-1")).toMatchObject({ status: "waiting", finishedAt: null });
				await store.runs.append("run-1", [sampleEvent("b")], "unhealthy");
				const finished = await store.runs.get("run-1");
				expect(finished).toMatchObject({ status: "unhealthy", finishedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
				expect(await store.runs.append("run-1", [sampleEvent("c")], "running")).toHaveLength(1);
				expect(await store.runs.get("run-1")).toEqual(finished);
			}));

		it("keeps a request until it is taken back, and takes none for a finished run", () =>
			inWorld(open, async ({ store }) => {
				await store.runs.create(sampleRun("run-1"), []);
				await store.runs.ask("run-1", "park");
				expect(await store.runs.get("run-1")).toMatchObject({ request: "park" });
				await store.runs.ask("run-1", null);
				expect(await store.runs.get("run-1")).toMatchObject({ request: null });
				await store.runs.append("run-1", [], "succeeded");
				await store.runs.ask("run-1", "cancel");
				expect(await store.runs.get("run-1")).toMatchObject({ request: null });
			}));

		it("names the run that it does not hold", () =>
			inWorld(open, async ({ store }) => {
				const expected = { code: "store.no-run", message: "The state database holds no run run-9." };
				await expect(store.runs.append("run-9", [sampleEvent("a")])).rejects.toMatchObject(expected);
				await expect(store.runs.ask("run-9", "park")).rejects.toMatchObject(expected);
			}));

		it("lists runs newest first, by place and by incident, up to the limit", () =>
			inWorld(open, async ({ store }) => {
				const runs = [
					sampleRun("early", { createdAt: "2026-03-01T01:00:00.000Z", status: "succeeded" }),
					// 01:30 in UTC: later than `early`, earlier than `late`, though its text sorts last.
					sampleRun("offset", { createdAt: "2026-03-01T04:30:00+03:00", status: "succeeded" }),
					sampleRun("late", { createdAt: "2026-03-01T02:00:00.000Z", incident: "incident-2" }),
					sampleRun("elsewhere", { ...STAGING, createdAt: "2026-03-01T02:00:00.000Z" }),
				];
				for (const run of runs) await store.runs.create(run, []);
				const ids = async (filter: Parameters<typeof store.runs.list>[0]) => (await store.runs.list(filter)).map((run) => run.id);
				expect(await ids({ limit: 10 })).toEqual(["elsewhere", "late", "offset", "early"]);
				expect(await ids({ ...CHECKOUT, limit: 10 })).toEqual(["late", "offset", "early"]);
				expect(await ids({ service: "checkout", limit: 1 })).toEqual(["elsewhere"]);
				expect(await ids({ incident: "incident-2", limit: 10 })).toEqual(["late"]);
			}));

		it("tells how long succeeded runs that went to a release took, from created to their last landed step, newest first", () =>
			inWorld(open, async ({ store }) => {
				const finish = async (id: string, agoMs: number, status: RunStatus, lands: boolean, change: Partial<Run> = {}) => {
					await store.runs.create(sampleRun(id, { ...change, createdAt: new Date(Date.now() - agoMs).toISOString() }), []);
					const landed = { type: "step.landed", step: "1", durationMs: 5, wasAlready: false, detail: "" } as const;
					await store.runs.append(id, lands ? [{ key: "landed", event: landed }] : [], status);
				};
				await finish("slow", 600_000, "succeeded", true);
				await finish("failed", 500_000, "failed", true);
				await finish("nothing-to-do", 400_000, "succeeded", false);
				await finish("quick", 60_000, "succeeded", true, { reason: '"to":null' });
				await finish("stop", 30_000, "succeeded", true, { to: null });
				const [quick = 0, slow = 0, ...others] = await store.runs.durations(CHECKOUT, 10);
				expect(others).toEqual([]);
				expect(Math.floor(quick / 60_000)).toBe(1);
				expect(Math.floor(slow / 600_000)).toBe(1);
				expect(await store.runs.durations(CHECKOUT, 1)).toEqual([quick]);
			}));

		it("lists 10,000 events of a run whole and in order", () =>
			inWorld(open, async ({ store }) => {
				await store.runs.create(sampleRun("run-1"), []);
				const many = Array.from({ length: 10_000 }, (_, index) => sampleEvent(`event-${index + 1}`));
				await store.runs.append("run-1", many);
				const events = await store.runs.events("run-1", 0);
				expect(events.map((event) => event.seq)).toEqual(many.map((_, index) => index + 1));
				expect(await store.runs.events("run-1", 9_999)).toMatchObject([{ seq: 10_000, text: "event-10000" }]);
			}));

		it("refuses a name with a NUL character or half a character, in both databases alike", () =>
			inWorld(open, async ({ store }) => {
				await expect(store.runs.create(sampleRun("run\0"), [])).rejects.toMatchObject({ code: "store.bad-text" });
				await expect(store.runs.create(sampleRun("run-1", { service: "\ud800" }), [])).rejects.toMatchObject({ code: "store.bad-text" });
				expect(await store.runs.list({ limit: 1 })).toEqual([]);
				expect(await store.runs.lock(CHECKOUT)).toBeNull();
			}));
	});
}
