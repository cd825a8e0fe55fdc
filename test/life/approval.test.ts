import { afterEach, describe, expect, test } from "vitest";
import { eventsOf } from "../../src/core/run-events.ts";
import { riskySetup } from "../world/lossy.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

/** A run of a step that waits; returns its id. */
async function waiting(risk: "lossy" | "irreversible", top: Readonly<Record<string, unknown>> = {}): Promise<string> {
	world = await createWorld(riskySetup(risk, top), true);
	await world.write("ledger", "v3\n");
	const run = await world.json(["run", "shop", "--yes", "--to", "v2"]);
	expect(run.code).toBe(4);
	expect(run.value).toMatchObject({ type: "run.finished", status: "waiting" });
	expect(await world.read("ledger")).toBe("v3\n");
	return run.text("run");
}

const ledgers = () => world.read("ledger");

describe("a step that may lose something", () => {
	test("waits although --yes was given; its own requester may not approve it, somebody else may, and then it ends well", async () => {
		const run = await waiting("lossy");
		const [asked] = eventsOf(await world.newest(), "approval.requested");
		expect(asked).toMatchObject({ risk: "lossy", planHash: (await world.newest()).plan.hash });

		const own = await world.json(["approve", run], { user: "ana@desk" });
		expect(own).toMatchObject({ code: 3, value: { refused: { rule: "approver-is-requester" } } });
		const early = await world.json(["resume", run]);
		expect(early).toMatchObject({ code: 3, value: { refused: { rule: "approval-needed" } } });
		expect(await ledgers()).toBe("v3\n");
		const resting = await world.ask(async (app) => (await app.status("shop", null)).places[0]?.resting);
		expect(resting).toMatchObject([{ run, status: "waiting", by: "ana@laptop", at: "1-books-write" }]);

		expect((await world.backout(["approve", run, "--reason", "looked at it"], { user: "bea" })).code).toBe(0);
		expect(await ledgers()).toBe("v2\n");
		const file = await world.newest();
		expect(file.run.status).toBe("succeeded");
		expect(eventsOf(file, "approval.given")).toMatchObject([{ by: "bea", isBreakGlass: false, reason: "looked at it" }]);
		expect(await world.json(["approve", run], { user: "bea" })).toMatchObject({ code: 3, value: { refused: { rule: "run-over" } } });
	});

	test("a no ends the run before the step, with who said it and why", async () => {
		const run = await waiting("irreversible");
		const rejected = await world.json(["reject", run, "--reason", "the books are closed"], { user: "bea" });
		expect(rejected).toMatchObject({ code: 1, value: { type: "run.finished", status: "cancelled" } });
		expect(rejected.text("detail")).toContain("bea rejected step 1-books-write: the books are closed");
		expect(await ledgers()).toBe("v3\n");
		expect(await world.ask(async (app) => (await app.status("shop", null)).places[0]?.lock)).toBeNull();
	});

	test("one person alone breaks the glass, with a reason, and the audit says so loudly", async () => {
		const run = await waiting("lossy");
		expect((await world.json(["approve", run, "--break-glass"])).at("refused.rule")).toBe("break-glass-without-reason");
		expect((await world.backout(["approve", run, "--break-glass", "--reason", "nobody answers"])).code).toBe(0);
		expect(eventsOf(await world.newest(), "approval.given")).toMatchObject([{ by: "ana@laptop", isBreakGlass: true }]);
		expect(await world.json(["audit", "verify"])).toMatchObject({ code: 0, value: { ok: true } });
	});

	test("the approver must be of the level that the risk asks for", async () => {
		const people = { contacts: { bea: { name: "Bea" }, leo: { name: "Leo" } } };
		const levels = [
			{ level: 1, contacts: ["bea"] },
			{ level: 4, contacts: ["leo"] },
		];
		const run = await waiting("irreversible", { ...people, escalation: levels });
		expect((await world.json(["approve", run], { user: "bea" })).at("refused.rule")).toBe("level-too-low");
		expect((await world.backout(["approve", run], { user: "leo@phone" })).code).toBe(0);
	});

	test("when the world moves while the run waits, the approval comes too late and nothing is written", async () => {
		const run = await waiting("lossy");
		await world.write("ledger", "v1\n");
		const approved = await world.json(["approve", run], { user: "bea" });
		expect(approved).toMatchObject({ code: 3, value: { type: "run.finished", status: "refused" } });
		expect(approved.text("detail")).toContain("books ran v3 when the plan was made and runs v1 now");
		expect(approved.text("detail")).toContain("Nothing was written");
		expect(await ledgers()).toBe("v1\n");
	});

	test("the lock is kept while it waits: a second run is refused", async () => {
		const run = await waiting("lossy");
		const plan = await world.ask((app) => app.plan(SHOP, { kind: "roll-back", to: "v1", badCommit: null, only: null, isAutomatic: false }));
		const second = await world.ask((app) => app.start(plan, { reason: "me too", incident: null }));
		expect(second).toMatchObject({ kind: "refused", refusal: { rule: "already-running", reason: expect.stringContaining(run) } });
	});
});
