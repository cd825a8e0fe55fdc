import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventsOf } from "../../src/core/run-events.ts";
import { type PostgresService, startPostgres } from "../../src/testing/services/postgres.ts";
import { requireService } from "../../src/testing/services/requirement.ts";
import { until } from "../world/command-line.ts";
import { createWorld, type World } from "../world/world.ts";

const { available, command } = requireService("postgresql");

describe.skipIf(!available)(`state on PostgreSQL${available ? "" : ` (skipped: ${command})`}`, () => {
	let postgres: PostgresService;
	let world: World;
	let env: Readonly<Record<string, string>>;
	beforeAll(async () => {
		postgres = await startPostgres();
		const { password } = new URL(postgres.url);
		env = { STATE_PASSWORD: password };
		process.env["STATE_PASSWORD"] = password;
		world = await createWorld({ top: { state: postgres.url.replace(password, `\${STATE_PASSWORD}`) } });
	});
	afterAll(async () => {
		delete process.env["STATE_PASSWORD"];
		await world.remove();
		await postgres.stop();
	});

	test("runs, holds the place across processes, and goes on after kill -9 without a second apply", async () => {
		await world.write("slow-api", "3");
		const killed = world.start(["run", "shop", "--yes"], { env });
		await until("the deploy to begin", async () => (await world.deploys()).length > 0);
		const second = await world.json(["run", "shop", "--yes"], { env, user: "bea@desk" });
		expect(second).toMatchObject({
			code: 3,
			value: { refused: { rule: "already-running", reason: expect.stringContaining("ana@laptop") } },
		});
		killed.kill("SIGKILL");
		await killed.ended;
		const { run } = await world.newest();
		expect((await world.backout(["resume", run.id], { env })).code).toBe(0);
		expect(await world.deploys()).toEqual(["began api v3 v2", "ended api v2"]);
		expect(eventsOf(await world.newest(), "run.finished")).toMatchObject([{ status: "succeeded" }]);
		expect(await world.json(["audit", "verify"], { env })).toMatchObject({ code: 0, value: { ok: true } });
	});

	test("when it goes away in mid-run the command ends, with how to go on and without a stack", async () => {
		await world.write("live-api", '{"id":"v3","deployedAt":"2026-01-01T00:00:00Z"}\n');
		await world.write("slow-api", "1");
		const running = world.start(["run", "shop", "--yes", "--to", "v1"], { env });
		await until("the deploy to begin", async () => (await world.deploys()).includes("began api v3 v1"));
		const { run } = await world.newest();
		await postgres.stop();
		const ended = await running.ended;
		expect(ended.code).toBe(1);
		expect(ended.stderr.replace(/\s+/g, " ")).toContain(`go on with: backout resume ${run.id}`);
		expect(ended.stderr).not.toContain("node_modules");
		postgres = { ...postgres, stop: async () => undefined };
	});

	test("when it is away plan works with a warning and the hand commands, run says what to do, and no word of the password", async () => {
		await world.write("live-api", '{"id":"v3","deployedAt":"2026-01-01T00:00:00Z"}\n');
		const plan = await world.backout(["plan", "shop"], { env });
		expect(plan.code).toBe(0);
		expect(plan.stdout).toContain("./deploy.sh api v3");
		expect(plan.stdout.replace(/\s+/g, " ")).toContain("The state database is away");
		const run = await world.backout(["run", "shop", "--yes"], { env });
		expect(run.code).toBe(1);
		expect(run.stderr).toContain("fix");
		expect(`${plan.all}${run.all}`).not.toContain(env["STATE_PASSWORD"]);
	});
});
