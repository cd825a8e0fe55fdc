import { afterEach, describe, expect, test } from "vitest";
import { type UnderWay, until } from "../world/command-line.ts";
import { guard } from "../world/guarded.ts";
import { riskySetup } from "../world/lossy.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const PEOPLE = {
	contacts: { bea: { name: "Bea", phone: "+55 11 1" }, leo: { name: "Leo" } },
	escalation: [
		{ level: 1, contacts: ["bea"] },
		{ level: 2, contacts: ["leo"] },
	],
};
const DEPLOY = ["--watch-for", "20s", "--", "sh", "-c", "echo v3 > ledger"];

/** v2 is good and live; v3 is not well, and going back from it loses something. */
async function lossyWorld(top: Readonly<Record<string, unknown>> = {}): Promise<void> {
	const setup = riskySetup("lossy", top);
	world = await createWorld({ ...setup, place: { smoke: [{ command: ["grep", "-q", "v2", "ledger"] }] } });
	await world.write("ledger", "v2\n");
}

const start = (...flags: readonly string[]): UnderWay => world.start(["guard", "shop", ...flags, ...DEPLOY]);
const says = (command: UnderWay, words: string) => until(words, () => command.printed().includes(words));
const open = async () => (await world.ask((app) => app.openGuards(SHOP)))[0] ?? null;
const newestRun = async () => (await world.newest()).run;
const one = (text: string) => text.replace(/\s+/g, " ");

describe("a rollback that waits for an approval", () => {
	test("says who may approve it and how, and goes on by itself when somebody does: exit 6", async () => {
		await lossyWorld(PEOPLE);
		const command = start();
		await says(command, "Waiting until");
		const { id } = await newestRun();
		expect(one(command.printed())).toContain("for an approval (lossy): Leo (level 2)");
		expect(command.printed()).toContain(`backout approve ${id}`);
		expect(await world.json(["approve", id], { user: "bea@desk" })).toMatchObject({
			code: 3,
			value: { refused: { rule: "level-too-low" } },
		});
		expect((await world.backout(["approve", id], { user: "leo@phone" })).code).toBe(0);
		const { code, stdout } = await command.ended;
		expect(code).toBe(6);
		expect(one(stdout)).toContain("approved by leo@phone");
		expect(one(stdout)).toContain("rolled back after");
		expect([await world.read("ledger"), await open()]).toEqual(["v2\n", null]);
	});

	test("that nobody answers is waited for as long as was said: exit 4, and the release that runs on is named", async () => {
		await lossyWorld();
		const done = await guard(world, "--approval-wait", "1s", ...DEPLOY);
		const { id } = await newestRun();
		expect(done).toMatchObject({ code: 4, value: { outcome: "waiting", run: id } });
		expect(done.text("text")).toContain("the rollback to v2 waits for an approval, and v3 runs on");
		expect(done.text("fix")).toBe(`anybody but ana@laptop approves it: backout approve ${id}`);
		expect(done.lines).toContainEqual(expect.objectContaining({ type: "guard.waiting", run: id, risk: "lossy", step: "1-books-write" }));
		expect(await world.read("ledger")).toBe("v3\n");
	});

	test("that was left is finished by the approval alone, the guard with it, and both are told by status until then", async () => {
		await lossyWorld();
		await guard(world, "--approval-wait", "0s", ...DEPLOY);
		const { id } = await newestRun();
		const left = await until("the guard", open);
		expect(left).toMatchObject({ isLeft: true, guard: { phase: "reverting", run: id } });
		const status = one((await world.backout(["status", "shop"])).stdout);
		expect(status).toContain(`somebody else says: backout approve ${id}`);
		expect(status).toContain("its rollback waits for the approval");

		const next = await guard(world, ...DEPLOY);
		expect(next).toMatchObject({ code: 3, value: { refused: { rule: "already-guarded", fix: expect.stringContaining(`approve ${id}`) } } });
		expect((await world.backout(["run", "shop", "--yes", "--to", "v2"])).all).toContain(id);

		expect((await world.backout(["approve", id], { user: "bea" })).code).toBe(0);
		expect([await world.read("ledger"), await open()]).toEqual(["v2\n", null]);
		expect(await world.json(["resume", left.guard.id])).toMatchObject({ value: { error: { code: "guard.finished" } } });
		expect(await world.json(["audit", "verify"])).toMatchObject({ code: 0 });
		const held = await guard(world, ...DEPLOY);
		expect(held).toMatchObject({ code: 3, value: { refused: { rule: "deploys-held" } } });
	});

	test("and is rejected leaves the release running: exit 1 with who said no", async () => {
		await lossyWorld();
		const command = start();
		await says(command, "Waiting until");
		const { id } = await newestRun();
		await world.backout(["reject", id, "--reason", "the books are closed"], { user: "bea" });
		const { code, stdout } = await command.ended;
		expect(code).toBe(1);
		expect(one(stdout)).toContain("bea rejected step 1-books-write: the books are closed");
		expect([await world.read("ledger"), await open()]).toEqual(["v3\n", null]);
	});

	test("is left at once by Ctrl-C: exit 4, the run waits on", async () => {
		await lossyWorld();
		const command = start();
		await says(command, "Waiting until");
		command.kill("SIGINT");
		const { code, all } = await command.ended;
		expect(code).toBe(4);
		expect(one(all)).toContain("the rollback itself waits on for its approval");
		expect(await newestRun()).toMatchObject({ status: "waiting" });
	});

	test("is finished also when the guard that waited was killed", async () => {
		await lossyWorld();
		const command = start();
		await says(command, "Waiting until");
		const { id } = await newestRun();
		command.kill("SIGKILL");
		await command.ended;
		expect((await world.backout(["approve", id], { user: "bea" })).code).toBe(0);
		expect([await world.read("ledger"), await open()]).toEqual(["v2\n", null]);
	});
});
