import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { VersionedTarget } from "../core/adapter.ts";
import type { JsonValue } from "../core/json.ts";
import type { TargetRelease } from "../core/release.ts";
import type { Step } from "../core/step.ts";
import { outlive } from "../runtime/process-group.ts";
import { killedAt, MOMENTS } from "./killed-at.ts";
import { bringAbout, callFor, stepsOf, testClock } from "./step-driver.ts";

/** A throw-away real world with three releases of one service, the newest of them live. */
export interface AdapterWorld {
	readonly target: VersionedTarget;
	/** Ids as `history` gives them. */
	readonly older: string;
	readonly previous: string;
	readonly current: string;
	/** The id of what is really live, asked from outside, never through the adapter. */
	live(): Promise<string>;
	/** How many times the live release was changed so far, counted outside the adapter (restarts, commits on the remote …). */
	effects(): Promise<number>;
	/** What a second actor does meanwhile, without the adapter: makes `older` live. */
	intrude(): Promise<void>;
	/** Makes `older` impossible to return to (deletes its image, its directory). */
	loseOlder(): Promise<void>;
	/** What `reconnect` of the fixture module needs to reach this world from another process. */
	readonly state: JsonValue;
	dispose(): Promise<void>;
}

/** What a fixture module exports, so that a child process can reach the same world and be killed there. */
export interface AdapterFixture {
	/** A new world; everything in temporary directories, on free ports, under its own names. */
	create(): Promise<AdapterWorld>;
	/** The target of an existing world. */
	reconnect(state: JsonValue): Promise<VersionedTarget>;
}

/** The contract of design.md §3, run against the real platform. `fixtureUrl` is the fixture module's `import.meta.url`. */
export function describeAdapter(
	name: string,
	fixture: AdapterFixture,
	fixtureUrl: string,
	options: { readonly skip?: boolean } = {},
): void {
	describe.skipIf(options.skip ?? false)(`${name} keeps the adapter contract`, () => {
		let world: AdapterWorld;
		beforeEach(async () => {
			world = await fixture.create();
		});
		afterEach(async () => {
			await world.dispose();
		});

		const release = async (id: string): Promise<TargetRelease> => {
			const found = (await world.target.history(20)).find((candidate) => candidate.id === id);
			if (!found) throw new Error(`history does not show ${id}`);
			return found;
		};
		const stepsTo = async (id: string): Promise<readonly Step[]> =>
			stepsOf(name, await world.target.propose({ kind: "return", to: await release(id) }));

		test("it says what runs, and the history from the newest on, the current one included", async () => {
			expect((await world.target.current()).id).toBe(world.current);
			const ids = (await world.target.history(20)).map((known) => known.id);
			expect(new Set(ids).size).toBe(ids.length);
			const order = [world.current, world.previous, world.older].map((id) => ids.indexOf(id));
			expect(order.every((place) => place >= 0)).toBe(true);
			expect([...order].sort((a, b) => a - b)).toEqual(order);
		});

		test("the history keeps to its limit", async () => {
			expect((await world.target.history(2)).length).toBe(2);
		});

		test("returning to what runs already is nothing to do", async () => {
			expect((await world.target.propose({ kind: "return", to: await release(world.current) })).kind).toBe("nothing");
		});

		test("proposing writes nothing, and every step can be stored and typed by hand", async () => {
			const before = await world.effects();
			const steps = await stepsTo(world.previous);
			expect(await world.effects()).toBe(before);
			expect(await world.live()).toBe(world.current);
			for (const step of steps) {
				expect(JSON.parse(JSON.stringify(step))).toEqual(step);
				expect(step.command.trim()).not.toBe("");
				expect(step.title.trim()).not.toBe("");
				expect(step.timeoutMs).toBeGreaterThan(0);
			}
		});

		test("a step that was not applied is untouched", async () => {
			const [first] = await stepsTo(world.previous);
			if (!first) throw new Error("no steps were proposed");
			expect((await world.target.observe(first, callFor())).state).toBe("untouched");
		});

		test("applied, the steps land and the release is live", async () => {
			await bringAbout(world.target, await stepsTo(world.previous));
			expect(await world.live()).toBe(world.previous);
			expect((await world.target.current()).id).toBe(world.previous);
		});

		test("a landed step applied again changes nothing, or is refused loudly", async () => {
			const steps = await stepsTo(world.previous);
			await bringAbout(world.target, steps);
			for (const step of steps.filter((candidate) => candidate.repeat !== "never")) {
				await world.target.apply(step, callFor()).catch(() => undefined);
			}
			expect(await world.live()).toBe(world.previous);
		});

		test("the way back works: forward again to where it was", async () => {
			await bringAbout(world.target, await stepsTo(world.previous));
			await bringAbout(world.target, await stepsTo(world.current));
			expect(await world.live()).toBe(world.current);
		});

		test("a release that is gone is refused with the fix", async () => {
			const older = await release(world.older);
			await world.loseOlder();
			const proposal = await world.target.propose({ kind: "return", to: older });
			expect(proposal.kind).toBe("refused");
			if (proposal.kind === "refused") expect(proposal.fix.trim()).not.toBe("");
			expect(await world.live()).toBe(world.current);
		});

		test("when somebody else acted meanwhile, a conditional step loses loudly and writes nothing", async () => {
			const steps = await stepsTo(world.previous);
			const [first] = steps;
			await world.intrude();
			if (first?.repeat !== "conditional") return;
			await expect(world.target.apply(first, callFor())).rejects.toThrow();
			expect(await world.live()).toBe(world.older);
		});

		test("an apply that is aborted ends soon and leaves no process behind", async () => {
			const [first] = await stepsTo(world.previous);
			if (!first) throw new Error("no steps were proposed");
			const controller = new AbortController();
			controller.abort();
			const call = callFor({ signal: controller.signal });
			await world.target.apply(first, call).catch(() => undefined);
			expect(await call.survivors()).toEqual([]);
		});

		test("checking it live finds everything in order", async () => {
			const findings = await world.target.check(AbortSignal.timeout(30_000));
			expect(findings.length).toBeGreaterThan(0);
			expect(findings.filter((finding) => !finding.ok)).toEqual([]);
		});

		test("there is evidence to keep", async () => {
			const evidence = await world.target.evidence(60_000, AbortSignal.timeout(30_000));
			expect(evidence.length).toBeGreaterThan(0);
			expect(evidence.every((kept) => !kept.name.includes("/"))).toBe(true);
		});

		for (const moment of MOMENTS) {
			test(`killed ${moment} apply, the next worker observes first and brings it about once`, async () => {
				const before = await world.effects();
				const steps = await stepsTo(world.previous);
				const [first] = steps;
				if (!first) throw new Error("no steps were proposed");
				for (const survivor of await killedAt(moment, fixtureUrl, world.state, first)) {
					await outlive(survivor, { clock: testClock, waitMs: first.timeoutMs });
				}
				const found = await world.target.observe(first, callFor());
				if (moment === "before") expect(found.state).toBe("untouched");
				if (moment === "after") expect(["landing", "landed"]).toContain(found.state);
				await bringAbout(world.target, steps);
				expect(await world.live()).toBe(world.previous);
				const once = await onceFrom(fixture);
				expect((await world.effects()) - before).toBe(once);
			});
		}
	});
}

/** How many effects one undisturbed return makes, measured in a fresh world, so that a platform may count a restart as two. */
async function onceFrom(fixture: AdapterFixture): Promise<number> {
	const world = await fixture.create();
	try {
		const before = await world.effects();
		const to = (await world.target.history(20)).find((known) => known.id === world.previous);
		if (!to) throw new Error("history does not show the previous release");
		await bringAbout(world.target, stepsOf("reference", await world.target.propose({ kind: "return", to })));
		return (await world.effects()) - before;
	} finally {
		await world.dispose();
	}
}
