import { afterEach, describe, expect, test } from "vitest";
import { daysAgo, execTarget, HISTORY, layTarget } from "../world/platform.ts";
import { createWorld, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const MINUTE_MS = 60_000;

/** One line a request; `failing` of 100 fail. */
function accessLog(fromMs: number, toMs: number, count: number, failing: number): string {
	return Array.from({ length: count }, (_, index) => {
		const time = new Date(fromMs + ((toMs - fromMs) * index) / count).toISOString();
		return JSON.stringify({ time, method: "GET", path: "/products", status: index % 100 < failing ? 500 : 200 });
	}).join("\n");
}

/** v3 went live two minutes ago; before it 0 of 100 failed, since then `failing` of 100. */
async function withTraffic(failing: number): Promise<void> {
	const now = Date.now();
	const deployedAt = now - 2 * MINUTE_MS;
	const signals = { errors: { log: { file: "access.log", errors: '"status":5\\d\\d', requests: '"status":' } } };
	world = await createWorld({ place: { signals, thresholds: { window: "1m" } } });
	await layTarget(world.directory, "api", [{ id: "v3", deployedAt: new Date(deployedAt).toISOString() }, ...HISTORY.slice(1)]);
	const before = accessLog(deployedAt - 10 * MINUTE_MS, deployedAt, 1_000, 0);
	await world.write("access.log", `${before}\n${accessLog(deployedAt, now + 5_000, 1_000, failing)}\n`);
}

describe("what to do, and why", () => {
	test("8 % errors after a deploy that looks fine: roll back, with the numbers of before and now", async () => {
		await withTraffic(8);
		const { code, at, text } = await world.json(["assess", "shop", "--exit-code"]);
		expect(code).toBe(7);
		expect(at("decision")).toMatchObject({ action: "roll-back", severity: "P1" });
		expect(at("decision.reasons.0.rule")).toBe("error-rate-above-act");
		expect(text("decision.reasons.0.text")).toMatch(/8(\.\d)? %/);
		expect(text("decision.reasons.0.text")).toMatch(/before/);
		expect(text("incident")).toMatch(/^inc-/);
	});

	test("all well: none, exit 0, and no incident", async () => {
		await withTraffic(0);
		const well = await world.json(["assess", "shop", "--exit-code"]);
		expect(well).toMatchObject({ code: 0, value: { decision: { action: "none" }, incident: null } });
	});

	test("a log that is not there is unknown, not well: exit 8", async () => {
		await withTraffic(0);
		await world.config({ place: { signals: { errors: { log: { file: "nowhere.log", errors: "x", requests: "y" } } } } });
		const unknown = await world.json(["assess", "shop", "--exit-code"]);
		expect(unknown.at("decision.action")).not.toBe("none");
		expect(unknown.code).toBe(8);
	});

	test("health down: roll back at once, P0", async () => {
		world = await createWorld();
		world.health = 500;
		const down = await world.json(["assess", "shop", "--exit-code"]);
		expect(down).toMatchObject({ code: 7, value: { decision: { action: "roll-back", severity: "P0" } } });
	});

	test("the provider is down, a person says: wait, whatever the checks show", async () => {
		world = await createWorld();
		world.health = 500;
		const outage = await world.json(["assess", "shop", "--fact", "provider-outage"]);
		expect(outage.at("decision.action")).toBe("wait");
		expect(outage.text("decision.reasons.0.rule")).toBe("provider-outage");
	});

	test("no signals at all: never none", async () => {
		world = await createWorld();
		await world.config({ place: { health: [] } });
		const blind = await world.json(["assess", "shop", "--exit-code"]);
		expect(blind.at("decision.action")).not.toBe("none");
		expect(blind.code).not.toBe(0);
	});

	test("a release a month old is not blamed for an outage of today", async () => {
		world = await createWorld(
			{
				releases: [
					{ id: "v3", deployedAt: daysAgo(30) },
					{ id: "v2", deployedAt: daysAgo(60) },
				],
			},
			true,
		);
		await world.config({ targets: [execTarget("api")] });
		world.health = 500;
		const old = await world.json(["assess", "shop"]);
		expect(old.text("decision.action")).toBe("investigate");
		expect(JSON.stringify(old.list("decision.reasons"))).toContain("no-release-to-blame");
	});
});
