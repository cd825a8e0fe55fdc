import { afterEach, describe, expect, test } from "vitest";
import { daysAgo, execTarget } from "../world/platform.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const MINUTE_MS = 60_000;
/** A platform that lists when each release was deployed first, and does not tell when it went live again. */
const FORGETFUL = execTarget("api", { current: ["sed", 's/,"deployedAt":"[^"]*"//', "live-api"] });
const RELEASES = [
	{ id: "v3", deployedAt: daysAgo(5 / 1_440) },
	{ id: "v2", deployedAt: daysAgo(2) },
];

/** Requests of the last ten minutes, ten a second, of which every tenth failed since v3; and none since now. */
async function failingUntilNow(): Promise<void> {
	const signals = { errors: { log: { file: "access.log", errors: '"status":5\\d\\d', requests: '"status":' } } };
	world = await createWorld({ targets: [FORGETFUL], place: { signals, health: [] } });
	for (const name of ["live-api", "releases-api"]) {
		const lines = RELEASES.map((release) => JSON.stringify(release));
		await world.write(name, `${(name === "live-api" ? lines.slice(0, 1) : lines).join("\n")}\n`);
	}
	const now = Date.now();
	const lines = Array.from({ length: 6_000 }, (_, index) => {
		const atMs = now - 10 * MINUTE_MS + index * 100;
		const isBad = atMs > now - 5 * MINUTE_MS && index % 10 === 0;
		return JSON.stringify({ time: new Date(atMs).toISOString(), status: isBad ? 500 : 200 });
	});
	await world.write("access.log", `${lines.join("\n")}\n`);
}

describe("after a rollback", () => {
	test("the release that came back is live since then, and the requests of the bad one are not laid on it", async () => {
		await failingUntilNow();
		expect((await world.json(["assess", "shop"])).at("decision.action")).toBe("roll-back");
		const beganAt = new Date().toISOString();
		const run = await world.json(["run", "shop", "--yes"]);
		expect(await world.live()).toBe("v2");

		const looked = await world.json(["assess", "shop"]);
		expect(looked.at("current.id")).toBe("v2");
		expect(looked.text("deployedAt") > beganAt).toBe(true);
		expect(looked.at("decision.reasons.0.rule")).toBe("already-rolled-back");
		expect(looked.text("decision.reasons.0.text")).toContain(run.text("run"));
		expect(looked.text("signals.0.text")).not.toMatch(/failed/);

		const status = (await world.ask((app) => app.status("shop", null))).places[0];
		expect(status?.liveSince).toBe(looked.text("deployedAt"));
		expect(status?.health.text).not.toMatch(/%/);
	});

	test("the bad release, deployed again by hand, is live since after the rollback, at every look, and is not excused by its own first time", async () => {
		await failingUntilNow();
		await world.json(["assess", "shop"]);
		await world.json(["run", "shop", "--yes"]);
		const back = await world.json(["assess", "shop"]);
		await world.write("live-api", `${JSON.stringify(RELEASES[0])}\n`);

		const first = await world.json(["assess", "shop"]);
		expect(first.at("current.id")).toBe("v3");
		expect(first.text("deployedAt")).toBe(back.text("at"));
		const second = await world.json(["assess", "shop"]);
		expect(second.text("deployedAt")).toBe(back.text("at"));
		expect(second.at("decision.action")).toBe("roll-back");
		expect((await world.ask((app) => app.history(SHOP, 1)))[0]?.release.deployedAt).toBe(back.text("at"));
	});
});
