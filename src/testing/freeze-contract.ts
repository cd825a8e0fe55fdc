import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Goal, VersionedTarget } from "../core/adapter.ts";
import type { JsonValue } from "../core/json.ts";
import type { Step } from "../core/step.ts";
import { outlive } from "../runtime/process-group.ts";
import { killedAt, MOMENTS } from "./killed-at.ts";
import { bringAbout, callFor, stepsOf, testClock } from "./step-driver.ts";

/** A throw-away real world with one running workload whose processes take a moment to end. */
export interface FreezeWorld {
	readonly target: VersionedTarget;
	/** How many processes of it there are, those that are ending included; counted outside the adapter. */
	running(): Promise<number>;
	/** How many the platform is told to have. */
	wanted(): Promise<number>;
	/** A second actor tells the platform another number. */
	scale(to: number): Promise<void>;
	/** How often its specification was written so far. */
	writes(): Promise<number>;
	/** What `reconnect` needs. */
	readonly state: JsonValue;
	dispose(): Promise<void>;
}

/** What a fixture module exports, so that a child process can reach the same world and be killed there. */
export interface FreezeFixture {
	create(): Promise<FreezeWorld>;
	reconnect(state: JsonValue): Promise<VersionedTarget>;
}

/** How many processes the world's workload has. */
export const FREEZE_SIZE = 3;

/** What a target that stops writes and resumes them must keep, against the real platform. `fixtureUrl` is the fixture module's `import.meta.url`. */
export function describeFreeze(name: string, fixture: FreezeFixture, fixtureUrl: string): void {
	describe(`${name} stops and comes back`, () => {
		let world: FreezeWorld;
		beforeEach(async () => {
			world = await fixture.create();
		});
		afterEach(async () => {
			await world.dispose();
		});

		const planned = async (goal: Goal): Promise<readonly Step[]> => stepsOf(name, await world.target.propose(goal));
		const stop = async () => await planned({ kind: "stop-writes" });
		const resume = async (undoing?: readonly Step[]) =>
			await planned({ kind: "resume-writes", ...(undoing === undefined ? {} : { undoing: undoing.map(({ undo }) => undo) }) });

		test("planning writes nothing, and every step can be stored and typed by hand", async () => {
			const before = await world.writes();
			for (const step of await stop()) {
				expect(JSON.parse(JSON.stringify(step))).toEqual(step);
				expect(step.command.trim()).not.toBe("");
				expect((await world.target.observe(step, callFor())).state).toBe("untouched");
			}
			expect(await world.writes()).toBe(before);
		});

		test("stopped means that nothing runs any more, not that it was told to end", async () => {
			const steps = await stop();
			const [first] = steps;
			if (first === undefined) throw new Error("no steps were proposed");
			await world.target.apply(first, callFor());
			let sawEnding = false;
			for (let state = "landing"; state !== "landed"; await sleep(20)) {
				state = (await world.target.observe(first, callFor())).state;
				const running = await world.running();
				sawEnding ||= running > 0 && (await world.wanted()) === 0;
				if (state === "landed") expect(running).toBe(0);
			}
			expect(sawEnding).toBe(true);
		});

		test("following a stop ends when nothing runs any more, and tells what still ends", async () => {
			const [first] = await stop();
			if (first === undefined || world.target.follow === undefined) throw new Error("it cannot be followed");
			await world.target.apply(first, callFor());
			const told: string[] = [];
			const seen = await world.target.follow(first, { ...callFor(), progress: (text) => void told.push(text) });
			expect(seen.state).toBe("landed");
			expect(await world.running()).toBe(0);
			expect(told.join()).toMatch(/still (has|ends?)/);
		});

		test("the release stays what it is", async () => {
			const before = await world.target.current();
			await bringAbout(world.target, await stop());
			expect((await world.target.current()).id).toBe(before.id);
		});

		test("it comes back to what it was, with what the stop kept and without", async () => {
			const steps = await stop();
			await bringAbout(world.target, steps);
			await bringAbout(world.target, await resume(steps));
			expect([await world.wanted(), await world.running()]).toEqual([FREEZE_SIZE, FREEZE_SIZE]);
			await bringAbout(world.target, await stop());
			await bringAbout(world.target, await resume());
			expect([await world.wanted(), await world.running()]).toEqual([FREEZE_SIZE, FREEZE_SIZE]);
		});

		test("what is stopped is not stopped again, and what runs is not brought back", async () => {
			expect(await world.target.propose({ kind: "resume-writes" })).toMatchObject({ kind: "nothing" });
			await bringAbout(world.target, await stop());
			expect(await world.target.propose({ kind: "stop-writes" })).toMatchObject({ kind: "nothing" });
		});

		test("when somebody else scaled it since the plan, stopping it loses loudly and writes nothing", async () => {
			const [first] = await stop();
			if (first === undefined) throw new Error("no steps were proposed");
			await world.scale(2);
			await expect(world.target.apply(first, callFor())).rejects.toThrow(/somebody scaled it to 2/);
			expect(await world.wanted()).toBe(2);
		});

		test("when somebody else scales it up again, the stop is broken, and a new plan only takes the note off", async () => {
			const steps = await stop();
			const [first] = steps;
			if (first === undefined) throw new Error("no steps were proposed");
			await bringAbout(world.target, steps);
			await world.scale(1);
			expect((await world.target.observe(first, callFor())).state).toBe("broken");
			await bringAbout(world.target, await resume(steps));
			expect(await world.wanted()).toBe(1);
			expect(await world.target.propose({ kind: "resume-writes" })).toMatchObject({ kind: "nothing" });
		});

		test("an apply that is aborted writes nothing", async () => {
			const [first] = await stop();
			if (first === undefined) throw new Error("no steps were proposed");
			const before = await world.writes();
			await expect(world.target.apply(first, callFor({ signal: AbortSignal.abort() }))).rejects.toThrow();
			expect(await world.writes()).toBe(before);
		});

		for (const moment of MOMENTS) {
			test(`killed ${moment} apply, the next worker observes first, and each of stop and way back is written once`, async () => {
				const before = await world.writes();
				const down = await stop();
				await killed(moment, down, world);
				await bringAbout(world.target, down);
				expect([await world.wanted(), await world.running()]).toEqual([0, 0]);
				const up = await resume(down);
				await killed(moment, up, world);
				await bringAbout(world.target, up);
				expect([await world.wanted(), await world.running()]).toEqual([FREEZE_SIZE, FREEZE_SIZE]);
				expect((await world.writes()) - before).toBe(2);
			});
		}

		async function killed(moment: (typeof MOMENTS)[number], [first]: readonly Step[], { state, target }: FreezeWorld): Promise<void> {
			if (first === undefined) throw new Error("no steps were proposed");
			for (const survivor of await killedAt(moment, fixtureUrl, state, first)) {
				await outlive(survivor, { clock: testClock, waitMs: first.timeoutMs });
			}
			const { state: found } = await target.observe(first, callFor());
			if (moment === "before") expect(found).toBe("untouched");
			if (moment === "after") expect(["landing", "landed"]).toContain(found);
		}
	});
}
