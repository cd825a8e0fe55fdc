import { afterEach, describe, expect, test } from "vitest";
import { type Sink, startSink } from "../../src/testing/sink.ts";
import { type Answer, valueAt } from "../world/answer.ts";
import { createWorld, type World } from "../world/world.ts";

let world: World;
let gate: Sink;
let isReady: boolean;
afterEach(async () => {
	await world.remove();
	await gate.stop();
});

/** A service in three regions, of which the first has a check of its own before the others follow. */
async function threeRegions(): Promise<void> {
	isReady = true;
	gate = await startSink((_request, response) => {
		response.writeHead(isReady ? 200 : 503);
		response.end();
	});
	const batches = [{ targets: ["eu"], gate: { "eu-ready": { http: gate.url } } }, { targets: ["us", "ap"] }];
	world = await createWorld({ targets: ["us", "ap", "eu"], place: { batches } });
}

const lives = async () => ({ eu: await world.live("eu"), us: await world.live("us"), ap: await world.live("ap") });
const ofType = (run: Answer, type: string) => run.lines.filter((line) => valueAt(line, "type") === type);

describe("a rollback in batches", () => {
	test("goes through each gate, and its targets of one batch are deployed side by side", async () => {
		await threeRegions();
		await world.write("slow-us", "1\n");
		await world.write("slow-ap", "1\n");
		const run = await world.json(["run", "shop", "--yes"]);
		expect(run).toMatchObject({ code: 0, value: { status: "succeeded" } });
		expect(await lives()).toEqual({ eu: "v2", us: "v2", ap: "v2" });
		const deploys = await world.deploys();
		expect(deploys.slice(0, 2)).toEqual(["began eu v3 v2", "ended eu v2"]);
		expect(deploys.slice(2, 4).toSorted()).toEqual(["began ap v3 v2", "began us v3 v2"]);
		expect(ofType(run, "gate.finished")).toMatchObject([{ batch: 1, isOpen: true }]);
	});

	test("stops at a gate that stays shut, and started again it stops there again until the gate opens", async () => {
		await threeRegions();
		isReady = false;
		const first = await world.json(["run", "shop", "--yes"]);
		expect(first).toMatchObject({ code: 1, value: { status: "failed" } });
		expect(first.text("detail")).toContain("the gate after batch 1 (eu) did not open: 0 of 1 check passes (failing: eu-ready");
		expect(first.text("detail")).toContain("Batch 2 was not begun.");
		expect(first.text("fix")).toContain("to go on with the rest: backout run shop -e production");
		expect(await lives()).toEqual({ eu: "v2", us: "v3", ap: "v3" });

		const again = await world.json(["run", "shop", "--yes"]);
		expect(again).toMatchObject({ code: 1, value: { status: "failed" } });
		expect(await lives()).toEqual({ eu: "v2", us: "v3", ap: "v3" });

		isReady = true;
		expect(await world.json(["run", "shop", "--yes"])).toMatchObject({ code: 0, value: { status: "succeeded" } });
		expect(await lives()).toEqual({ eu: "v2", us: "v2", ap: "v2" });
	});

	test("is shown batch by batch before anybody is asked, and told as it goes", async () => {
		await threeRegions();
		const { stdout } = await world.backout(["plan", "shop"]);
		expect(stdout).toMatch(/Batch 1 of 2 {2}eu\n[\s\S]*goes on only when eu-ready is normal\n\nBatch 2 of 2 {2}us, ap, side by side\n/);
		const run = await world.backout(["run", "shop", "--yes"]);
		expect(run.stdout).toMatch(
			/Batch 1 of 2 {2}eu\n[\s\S]*Gate after batch 1 is open: 1 of 1 check passes\n[\s\S]*Batch 2 of 2 {2}us, ap\n/,
		);
		const { incident } = await world.newest().then(({ run: newest }) => newest);
		const report = await world.backout(["incident", "show", incident]);
		expect(report.stdout).toContain("Gate after batch 1 open: 1 of 1 check passes");
	});

	test("whose check has left the config since it was planned does not go through that gate", async () => {
		await threeRegions();
		await world.backout(["plan", "shop", "-o", "plan.json"]);
		await world.config({ targets: ["us", "ap", "eu"], place: { batches: [{ targets: ["eu"] }, { targets: ["us", "ap"] }] } });
		const run = await world.json(["run", "--plan", "plan.json", "--yes"]);
		expect(run).toMatchObject({ code: 1, value: { status: "failed" } });
		expect(run.text("detail")).toContain("it is no longer in the config");
		expect(await lives()).toEqual({ eu: "v2", us: "v3", ap: "v3" });
	});
});
