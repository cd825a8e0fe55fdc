import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresService, startPostgres } from "../../src/testing/services/postgres.ts";
import { requireService } from "../../src/testing/services/requirement.ts";
import { createWorld, type World } from "../world/world.ts";

/** Nobody listens on port 1. */
const AWAY = "1";

describe.skipIf(!requireService("postgresql").available)("while the state database is away", () => {
	let postgres: PostgresService;
	let world: World;
	let env: Record<string, string>;

	beforeAll(async () => {
		postgres = await startPostgres();
		const url = new URL(postgres.url);
		env = { STATE_PASSWORD: url.password, STATE_PORT: AWAY };
		world = await createWorld({}, true);
		const state = `postgres://${url.username}:\${STATE_PASSWORD}@${url.hostname}:\${STATE_PORT}${url.pathname}`;
		await world.config({ top: { state } });
		await world.backout(["record", "shop", "v2", "--good"], { env: { ...env, STATE_PORT: url.port } });
	});
	afterAll(async () => {
		await world.remove();
		await postgres.stop();
	});

	test("a run says that it cannot journal there, and writes nothing", async () => {
		const ended = await world.backout(["run", "shop", "--to", "v2", "--yes"], { env });
		expect(ended.code).toBe(1);
		expect(ended.all).toContain("fix");
		expect(await world.live()).toBe("v3");
	});

	test("run --offline journals on this machine and rolls back", async () => {
		const run = await world.json(["run", "shop", "--to", "v2", "--yes", "--offline", "--reason", "state is part of the outage"], { env });
		expect(run).toMatchObject({ code: 0, value: { type: "run.finished", status: "succeeded" } });
		expect(await world.live()).toBe("v2");
		const shown = await world.json(["show", "--offline"], { env });
		expect(shown.code).toBe(0);
	});

	test("when it is back, the next command merges what happened meanwhile, once", async () => {
		const back = { env: { ...env, STATE_PORT: new URL(postgres.url).port } };
		const first = await world.backout(["history", "shop"], back);
		expect(first.stderr).toContain("is merged into the state database");
		const second = await world.backout(["history", "shop"], back);
		expect(second.stderr).not.toContain("merged");
		const shown = await world.json(["show"], back);
		expect(shown).toMatchObject({ code: 0, value: { run: { status: "succeeded", reason: "state is part of the outage" } } });
		expect((await world.json(["history", "shop"], back)).value).toContainEqual(
			expect.objectContaining({ release: expect.objectContaining({ id: "v3", standing: "bad" }) }),
		);
		expect((await world.backout(["audit", "verify"], back)).code).toBe(0);
		expect(existsSync(join(world.directory, ".backout/offline"))).toBe(false);
		expect(readdirSync(join(world.directory, ".backout")).some((name) => name.startsWith("offline-merged-"))).toBe(true);
	});
});
