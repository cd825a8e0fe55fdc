import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventsOf } from "../../src/core/run-events.ts";
import { type Sink, startSink } from "../../src/testing/sink.ts";
import { valueAt } from "../world/answer.ts";
import { riskySetup } from "../world/lossy.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

let sink: Sink;
let silent: ReturnType<typeof createServer>;
let deadUrl: string;
beforeAll(async () => {
	sink = await startSink(({ path }, response) => {
		if (path !== "/silent") response.end("ok");
	});
	silent = createServer();
	silent.listen(0, "127.0.0.1");
	await once(silent, "listening");
	const address = silent.address();
	deadUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/dead`;
	silent.close();
	await once(silent, "close");
});
afterAll(() => sink.stop());

let world: World;
let marker: string;
beforeEach(() => {
	marker = `/${Math.random().toString(36).slice(2)}`;
});
afterEach(() => world.remove());

const channels = () => ({
	hook: { webhook: { url: `${sink.url}${marker}/hook`, secret: "sign-it-please" } },
	chat: { slack: { webhook: `${sink.url}${marker}/slack` } },
});
const told = (part: string) => sink.received.filter(({ path }) => path === `${marker}/${part}`);
const kinds = () => told("hook").map(({ body }) => valueAt(JSON.parse(body), "kind"));

describe("people are told", () => {
	test("once that it started and once that it is done, in both channels, and the journal says so", async () => {
		world = await createWorld({ top: { channels: channels() }, place: { notify: ["hook", "chat"] } });
		expect((await world.backout(["run", "shop", "--yes", "--reason", "8 % errors"])).code).toBe(0);
		expect(kinds()).toEqual(["started", "done"]);
		expect(told("slack")).toHaveLength(2);
		for (const { body } of told("slack")) expect(valueAt(JSON.parse(body), "blocks")).toBeInstanceOf(Array);
		expect(told("hook")[0]?.headers["x-backout-signature"]).toMatch(/^sha256=[0-9a-f]{64}$/);
		expect(told("hook")[1]?.body).toContain("v3");
		const sent = eventsOf(await world.newest(), "message.sent").map(({ channel, message }) => `${channel} ${message}`);
		expect(sent.toSorted()).toEqual(["chat done", "chat started", "hook done", "hook started"]);
	});

	test("that it is not well, in a message of its own", async () => {
		world = await createWorld({ top: { channels: channels() }, place: { notify: ["hook"] } });
		world.health = 500;
		expect((await world.backout(["run", "shop", "--yes"])).code).toBe(5);
		expect(kinds()).toEqual(["started", "unhealthy"]);
	});

	test("that a person said no, and that nothing was changed: that is no failure", async () => {
		world = await createWorld({ ...riskySetup("lossy", { channels: channels() }), place: { notify: ["hook"] } }, true);
		await world.write("ledger", "v3\n");
		const run = await world.json(["run", "shop", "--yes", "--to", "v2"]);
		await world.backout(["reject", run.text("run"), "--reason", "the books are closed"], { user: "bea" });
		expect(kinds()).toEqual(["started", "approval", "cancelled"]);
		const last: unknown = JSON.parse(told("hook").at(-1)?.body ?? "");
		expect(valueAt(last, "stopped")).toEqual({ how: "rejected", by: "bea", landed: [], allSteps: 1 });
		expect(valueAt(last, "text")).toContain("Rejected by: bea\nChanged: nothing");
	});

	test("nothing of a run that was cancelled before it began", async () => {
		world = await createWorld({ top: { channels: channels() }, place: { notify: ["hook"] } });
		const plan = await world.ask((app) => app.plan(SHOP, { kind: "roll-back", to: "v2", badCommit: null, only: null, isAutomatic: false }));
		const begun = await world.ask((app) => app.start(plan, { reason: "errors", incident: null }));
		const run = begun.kind === "started" ? begun.run.id : "";
		expect((await world.backout(["cancel", run])).code).toBe(0);
		expect((await world.newest()).run.status).toBe("cancelled");
		expect(kinds()).toEqual([]);
	});

	test("a dead and a silent webhook neither fail the run nor hold it up, and the journal tells of both", async () => {
		const lost = { dead: { webhook: { url: deadUrl } }, mute: { slack: { webhook: `${sink.url}/silent` } } };
		world = await createWorld({ top: { channels: { ...channels(), ...lost } }, place: { notify: ["dead", "mute", "hook"] } });
		const run = await world.json(["run", "shop", "--yes"]);
		expect(run).toMatchObject({ code: 0, value: { status: "succeeded" } });
		expect(kinds()).toEqual(["started", "done"]);
		const file = await world.newest();
		const failed = eventsOf(file, "message.failed");
		expect(new Set(failed.map(({ channel }) => channel))).toEqual(new Set(["dead", "mute"]));
		for (const { detail } of failed) expect(detail).not.toContain("/dead");
		const steps = file.events.filter(({ type }) => type === "run.started" || type === "step.landed").map(({ time }) => Date.parse(time));
		expect(steps).toHaveLength(2);
	});
});
