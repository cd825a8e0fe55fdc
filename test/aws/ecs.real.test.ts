import { describe, expect, onTestFinished, test } from "vitest";
import type { VersionedTarget } from "../../src/core/adapter.ts";
import type { TargetRelease } from "../../src/core/release.ts";
import { describeAdapter } from "../../src/testing/adapter-contract.ts";
import { bringAbout, callFor, stepsOf } from "../../src/testing/step-driver.ts";
import { awsAt } from "./at.ts";
import { connectEcs, fixture } from "./ecs.fixture.ts";
import { type EcsWorld, ecsWorld } from "./ecs-world.ts";

describeAdapter("ecs", fixture, new URL("./ecs.fixture.ts", import.meta.url).href);

describe("an ECS service", () => {
	test("INACTIVE: a revision that was deregistered is registered again from its content, and found when it is asked for twice", async () => {
		const { target, world } = await opened();
		const [v1] = world.definitions;
		await world.deregister(v1);
		await returnTo(target, v1);
		expect(await world.live()).toBe(`${world.service}:4`);
		expect((await target.current()).label).toBe("v1");
		await returnTo(target, world.definitions[2]);
		await returnTo(target, v1);
		expect(await world.live()).toBe(`${world.service}:4`);
		expect(world.proxy.calls.filter(({ name }) => name === "RegisterTaskDefinition")).toHaveLength(4);
	});

	test("an answer lost after the write: the step is not sent twice", async () => {
		const { target, world } = await opened();
		world.proxy.trouble({ when: ({ name }) => name === "UpdateService", times: 1, kind: "lost-answer" });
		const before = updates(world);
		const [step] = await stepsTo(target, world.definitions[1]);
		if (step === undefined) throw new Error("no step");
		await target.apply(step, callFor()).catch(() => undefined);
		await bringAbout(target, [step]);
		expect(await world.live()).toBe(world.definitions[1]);
		// The SDK's own second try is the only other one, and changes nothing.
		expect(updates(world) - before).toBeLessThanOrEqual(2);
	});

	test("tasks that do not start: the step breaks with ECS's own reason", async () => {
		const { target, world } = await opened();
		world.failing.add(world.definitions[1]);
		const [step] = await stepsTo(target, world.definitions[1]);
		if (step === undefined) throw new Error("no step");
		await target.apply(step, callFor());
		const told: string[] = [];
		const seen = await target.follow?.(step, { ...callFor(), progress: (text) => void told.push(text) });
		expect(seen).toMatchObject({ state: "broken", detail: expect.stringContaining("circuit breaker") });
		expect(told).toContain(`${world.definitions[1]}: 0 of 2 tasks run, 2 start`);
	});

	test("somebody else deployed: the step is unknown, and refused loudly", async () => {
		const { target, world } = await opened();
		const [step] = await stepsTo(target, world.definitions[1]);
		if (step === undefined) throw new Error("no step");
		await world.deploy(world.definitions[0]);
		expect(await target.observe(step, callFor())).toMatchObject({
			state: "unknown",
			detail: `somebody else deployed ${world.definitions[0]}`,
		});
		await expect(target.apply(step, callFor())).rejects.toMatchObject({ code: "ecs.moved" });
		expect(await world.live()).toBe(world.definitions[0]);
	});

	test("a clean redeploy starts every task anew on the same revision, once", async () => {
		const { target, world } = await opened();
		const to = await releaseOf(target, world.definitions[2]);
		const steps = stepsOf("ecs", await target.propose({ kind: "return", to, force: true }));
		const before = updates(world);
		await bringAbout(target, steps);
		await bringAbout(target, steps);
		expect(updates(world) - before).toBe(1);
	});

	test("denied in the middle, throttled on the way: told by the permission, and gone on with", async () => {
		const { target, world } = await opened();
		const [step] = await stepsTo(target, world.definitions[1]);
		if (step === undefined) throw new Error("no step");
		world.proxy.trouble({ when: ({ name }) => name === "UpdateService", times: 1, kind: "denied" });
		await expect(target.apply(step, callFor())).rejects.toMatchObject({
			code: "aws.access-denied",
			fix: expect.stringContaining("ecs:UpdateService"),
		});
		world.proxy.trouble({ when: () => true, times: 2, kind: "throttled" });
		await bringAbout(target, [step]);
		expect(await world.live()).toBe(world.definitions[1]);
	});

	test("no such cluster, no such service: named, with the command that lists them", async () => {
		const { world, state } = await opened();
		const noCluster = await connectEcs({ ...state, cluster: "nope" });
		await expect(noCluster.current()).rejects.toMatchObject({
			code: "ecs.cluster-not-found",
			fix: expect.stringContaining("list-clusters"),
		});
		const noService = await connectEcs({ ...state, service: "nope" });
		await expect(noService.current()).rejects.toMatchObject({
			code: "ecs.service-not-found",
			message: expect.stringContaining(world.cluster),
			fix: expect.stringContaining("list-services"),
		});
	});

	test("nothing that is kept or planned holds an environment variable's value", async () => {
		const { target, world } = await opened();
		const kept = await target.evidence(60_000, AbortSignal.timeout(10_000));
		const steps = await stepsTo(target, world.definitions[1]);
		expect(JSON.stringify([kept, steps, await target.history(5)])).not.toContain("secret-value");
	});
});

/** The world and its target; ended after the test. */
async function opened() {
	const world = await ecsWorld();
	onTestFinished(world.dispose);
	const state = { cluster: world.cluster, service: world.service, ...awsAt(world.proxy.url) };
	return { world, state, target: await connectEcs(state) };
}

async function releaseOf(target: VersionedTarget, id: string): Promise<TargetRelease> {
	const found = (await target.history(20)).find((release) => release.id === id);
	if (found === undefined) throw new Error(`history does not show ${id}`);
	return found;
}

const stepsTo = async (target: VersionedTarget, id: string) =>
	stepsOf("ecs", await target.propose({ kind: "return", to: await releaseOf(target, id) }));
const returnTo = async (target: VersionedTarget, id: string) => await bringAbout(target, await stepsTo(target, id));
const updates = ({ proxy }: EcsWorld): number => proxy.calls.filter(({ name }) => name === "UpdateService").length;
