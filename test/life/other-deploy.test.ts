import { afterEach, expect, test } from "vitest";
import { execTarget, HISTORY, layTarget } from "../world/platform.ts";
import { createWorld, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const MINUTE_MS = 60_000;

/** Two requests a second for three and a half hours, of which every tenth fails since then. */
function traffic(failsSinceMs: number): string {
	const now = Date.now();
	const lines = Array.from({ length: 25_200 }, (_, index) => {
		const atMs = now - 210 * MINUTE_MS + index * 500;
		const oneIn = atMs >= failsSinceMs ? 10 : 250;
		return JSON.stringify({ time: new Date(atMs).toISOString(), status: index % oneIn === 0 ? 500 : 200 });
	});
	return `${lines.join("\n")}\n`;
}

const signals = (file: string) => ({ errors: { log: { file, errors: '"status":5\\d\\d', requests: '"status":' } } });
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS).toISOString();

test("a dependency's deploy that nobody recorded is asked of its own platform, and looked at before a release of twenty minutes ago", async () => {
	const pay = { environments: { production: { targets: [execTarget("pay")], signals: signals("pay.log") } } };
	world = await createWorld();
	await layTarget(world.directory, "api", [{ id: "v3", deployedAt: ago(20) }, ...HISTORY.slice(1)]);
	await layTarget(world.directory, "pay", [{ id: "p7", deployedAt: ago(5) }]);
	await world.write("api.log", traffic(Date.now() - 4 * MINUTE_MS));
	await world.write("pay.log", traffic(Date.now() + MINUTE_MS));
	const shop = { dependsOn: ["pay"], environments: { production: { targets: [execTarget("api")], signals: signals("api.log") } } };
	await world.config({ top: { services: { shop, pay } } });

	const looked = await world.json(["assess", "shop"]);
	expect(looked.at("decision.action")).toBe("investigate");
	expect(looked.at("decision.reasons.0.rule")).toBe("other-deploy");
	expect(looked.text("judgement.text")).toMatch(/pay was deployed 1 min \d\d s before it began/);
	expect(looked.at("judgement.latchedAt")).toBeNull();
});
