import { describe, expect, onTestFinished, test } from "vitest";
import type { VersionedTarget } from "../../src/core/adapter.ts";
import type { TargetRelease } from "../../src/core/release.ts";
import { describeAdapter } from "../../src/testing/adapter-contract.ts";
import { bringAbout, callFor, stepsOf } from "../../src/testing/step-driver.ts";
import { awsAt, uniqueName } from "./at.ts";
import { connectEcs, fixture } from "./ecs.fixture.ts";
import { type StubDeployment, stubServiceDeployments } from "./ecs-service-deployments.ts";
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

describe("what ECS remembers of a service's deployments (a stub: moto does not know these calls)", () => {
	/** v1 succeeded, v2 failed and was rolled back, v3 is under way. */
	const remembered = ([v1, v2, v3]: EcsWorld["definitions"], newest: string): readonly StubDeployment[] => {
		const now = Math.floor(Date.now() / 1000);
		return [
			{ id: "d3", taskDefinition: v3, status: newest, startedAt: now },
			{ id: "d2", taskDefinition: v2, status: "ROLLBACK_SUCCESSFUL", startedAt: now - 600, reason: "circuit breaker" },
			{ id: "d1", taskDefinition: v1, status: "SUCCESSFUL", startedAt: now - 3_600 },
		];
	};

	test("history tells when each was deployed and how that ended", async () => {
		const { target, world } = await opened();
		world.stub(
			stubServiceDeployments(
				() => remembered(world.definitions, "SUCCESSFUL"),
				async () => undefined,
			),
		);
		const causes = (await target.history(5)).map(({ label, notes }) => [label, notes?.cause]);
		expect(causes).toEqual([
			["v3", "its deployment succeeded"],
			["v2", "its deployment failed and was rolled back: circuit breaker"],
			["v1", "its deployment succeeded"],
		]);
	});

	test("a deployment under way is stopped, and ECS itself brings the last successful one back", async () => {
		const { target, world } = await opened();
		let newest = "IN_PROGRESS";
		const stopped: string[] = [];
		const stop = async (id: string) => {
			stopped.push(id);
			await world.deploy(world.definitions[0]);
			newest = "ROLLBACK_SUCCESSFUL";
		};
		world.stub(stubServiceDeployments(() => remembered(world.definitions, newest), stop));
		const before = updates(world);
		const steps = await stepsTo(target, world.definitions[0]);
		expect(steps.map(({ id }) => id)).toEqual(["1-stop"]);
		await bringAbout(target, steps);
		await bringAbout(target, steps);
		expect([stopped, await world.live()]).toEqual([["d3"], world.definitions[0]]);
		expect(updates(world) - before).toBe(1);
	});

	test("one under way whose rollback would end elsewhere is overtaken by a new deployment", async () => {
		const { target, world } = await opened();
		world.stub(
			stubServiceDeployments(
				() => remembered(world.definitions, "IN_PROGRESS"),
				async () => undefined,
			),
		);
		expect((await stepsTo(target, world.definitions[1])).map(({ id }) => id)).toEqual(["1-update"]);
	});

	test("a rollback by ECS that failed is broken, with what helps", async () => {
		const { target, world } = await opened();
		let newest = "IN_PROGRESS";
		const stop = async () => {
			newest = "ROLLBACK_FAILED";
		};
		world.stub(stubServiceDeployments(() => remembered(world.definitions, newest), stop));
		const [step] = await stepsTo(target, world.definitions[0]);
		if (step === undefined) throw new Error("no step");
		await target.apply(step, callFor());
		expect(await target.observe(step, callFor())).toMatchObject({ state: "broken", fix: expect.stringContaining("plan again") });
	});
});

test("tasks that stop are told with their exit codes and last log lines (a stub of the tasks: moto starts none; the lines are moto's)", async () => {
	const { target, world } = await opened({ group: uniqueName("/ecs/api") });
	const [, v2] = world.definitions;
	world.failing.add(v2);
	const taskArn = `arn:aws:ecs:eu-west-1:123456789012:task/${world.cluster}/0123456789abcdef`;
	const containers = [{ name: "api", exitCode: 1 }];
	const task = {
		taskArn,
		taskDefinitionArn: `x/${v2}`,
		stoppedAt: Date.now() / 1000,
		stoppedReason: "Essential container in task exited",
		containers,
	};
	world.stub(({ name }) => (name === "ListTasks" ? { taskArns: [taskArn] } : name === "DescribeTasks" ? { tasks: [task] } : null));
	await world.log("api/api/0123456789abcdef", ["starting", "Error: no DATABASE_URL"]);
	const [step] = await stepsTo(target, v2);
	if (step === undefined) throw new Error("no step");
	await target.apply(step, callFor());
	const told: string[] = [];
	const seen = await target.follow?.(step, { ...callFor(), progress: (text) => void told.push(text) });
	expect(seen?.state).toBe("broken");
	expect(told).toEqual(
		expect.arrayContaining(["task 01234567 stopped: Essential container in task exited (api: exit 1)", "Error: no DATABASE_URL"]),
	);
});

/** The world and its target; ended after the test. */
async function opened(options: Parameters<typeof ecsWorld>[0] = {}) {
	const world = await ecsWorld(options);
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
