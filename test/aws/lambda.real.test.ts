import { describe, expect, onTestFinished, test } from "vitest";
import type { VersionedTarget } from "../../src/core/adapter.ts";
import type { JsonValue } from "../../src/core/json.ts";
import { describeAdapter } from "../../src/testing/adapter-contract.ts";
import { bringAbout, callFor, stepsOf } from "../../src/testing/step-driver.ts";
import { awsAt } from "./at.ts";
import { connectLambda, fixture } from "./lambda.fixture.ts";
import { lambdaWorld } from "./lambda-world.ts";

describeAdapter("lambda", fixture, new URL("./lambda.fixture.ts", import.meta.url).href);

describe("a Lambda alias", () => {
	test("weights are cleared on the way back, and undone exactly", async () => {
		const { target, world } = await opened();
		await world.move("3", { "2": 0.1 });
		const steps = await stepsTo(target, "2");
		expect(steps[0]?.title).toBe(`Move the alias live of ${world.name} to version 2, from version 3 (10 % to 2)`);
		await bringAbout(target, steps);
		expect([await world.live(), await world.weights()]).toEqual(["2", {}]);
		await bringAbout(
			target,
			await stepsTo(
				target,
				"3",
				steps.map(({ undo }) => undo),
			),
		);
		expect([await world.live(), await world.weights()]).toEqual(["3", { "2": 0.1 }]);
	});

	test("a canary on the wanted version itself is made whole", async () => {
		const { target, world } = await opened();
		await world.move("2", { "3": 0.5 });
		await bringAbout(target, await stepsTo(target, "2"));
		expect([await world.live(), await world.weights()]).toEqual(["2", {}]);
	});

	test("the alias moved under us: unknown, refused loudly, nothing written", async () => {
		const { target, world } = await opened();
		const [step] = await stepsTo(target, "2");
		if (step === undefined) throw new Error("no step");
		await world.move("1");
		expect((await target.observe(step, callFor())).state).toBe("unknown");
		await expect(target.apply(step, callFor())).rejects.toMatchObject({ code: "lambda.moved" });
		expect(await world.live()).toBe("1");
	});

	test("moved between the read and the write: refused by the alias's revision (a stub: moto does not compare it)", async () => {
		const { target, world } = await opened();
		const [step] = await stepsTo(target, "2");
		if (step === undefined) throw new Error("no step");
		const { proxy } = world;
		proxy.before(
			({ name }) => name.startsWith("PUT "),
			() => world.move("1"),
		);
		await expect(target.apply(step, callFor())).rejects.toMatchObject({ code: "lambda.moved" });
		expect(await world.live()).toBe("1");
	});

	test("an answer lost after the write: what the SDK sends again is refused by the revision, and the step has landed", async () => {
		const { target, world } = await opened();
		const [step] = await stepsTo(target, "2");
		if (step === undefined) throw new Error("no step");
		world.proxy.trouble({ when: ({ name }) => name.startsWith("PUT "), times: 1, kind: "lost-answer" });
		await target.apply(step, callFor());
		expect(await target.observe(step, callFor())).toMatchObject({ state: "landed" });
		expect(await world.live()).toBe("2");
	});

	test("only its revision changed between the read and the write: read again and moved", async () => {
		const { target, world } = await opened();
		const [step] = await stepsTo(target, "2");
		if (step === undefined) throw new Error("no step");
		world.proxy.before(
			({ name }) => name.startsWith("PUT "),
			() => world.move("3"),
		);
		await target.apply(step, callFor());
		expect(await world.live()).toBe("2");
	});

	test("no such function, no such alias: named, with the aliases there are", async () => {
		const { state } = await opened();
		const noFunction = await connectLambda({ ...state, function: "nope" });
		await expect(noFunction.current()).rejects.toMatchObject({ code: "lambda.function-not-found" });
		const noAlias = await connectLambda({ ...state, alias: "prod" });
		await expect(noAlias.current()).rejects.toMatchObject({
			code: "lambda.alias-not-found",
			message: expect.stringContaining("it has live"),
		});
	});

	test("nothing that is kept or planned holds an environment variable's value", async () => {
		const { target } = await opened();
		const kept = await target.evidence(60_000, AbortSignal.timeout(10_000));
		expect(JSON.stringify([kept, await stepsTo(target, "2"), await target.history(5)])).not.toContain("secret-value");
	});
});

async function opened() {
	const world = await lambdaWorld();
	onTestFinished(world.dispose);
	const state = { function: world.name, alias: "live", ...awsAt(world.proxy.url) };
	return { world, state, target: await connectLambda(state) };
}

async function stepsTo(target: VersionedTarget, id: string, undoing: readonly JsonValue[] = []) {
	const to = (await target.history(20)).find((release) => release.id === id);
	if (to === undefined) throw new Error(`history does not show ${id}`);
	return stepsOf("lambda", await target.propose({ kind: "return", to, undoing }));
}
