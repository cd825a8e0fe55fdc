import { chmod, mkdir, readlink, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Pm2World, startWorld } from "../../src/adapters/pm2/world.ts";
import { type Answer, answerIn } from "../world/answer.ts";
import { startBackout } from "../world/command-line.ts";

/** As teams deploy by hand: a new directory, the symlink, a reload. It dies before the reload (`pointed`), or after one of two instances (`mixed`). */
const SHIP = `#!/bin/sh
set -eu
to=$1 how=\${2:-well}
cp -R "candidates/$to" "releases/$to"
ln -sfn "releases/$to" next
mv -T next current
if [ "$how" = pointed ]; then exit 9; fi
if [ "$how" = mixed ]; then "$PM2" reload 0; exit 9; fi
"$PM2" reload shop-api
`;

/** Answers with its release's name, and with the status that its own file names. */
const SERVER = `
const { readFileSync } = require("node:fs");
const release = require("node:path").basename(__dirname);
const status = Number(readFileSync(__dirname + "/status", "utf8"));
const server = require("node:http").createServer((_, response) => { response.statusCode = status; response.end(release); });
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGINT", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;

let world: Pm2World;
beforeAll(async () => {
	world = await startWorld({ through: "link" });
	await writeFile(join(world.directory, "ship.sh"), SHIP);
	await chmod(join(world.directory, "ship.sh"), 0o755);
	const shop = { bake: "1s", settle: "2s", thresholds: { window: "2s" }, environments: { production: placeOf(world) } };
	const config = { version: 1, environments: { production: {} }, services: { shop } };
	await writeFile(join(world.directory, "backout.yaml"), JSON.stringify(config));
});
afterAll(() => world.dispose());

function placeOf({ config, port }: Pm2World) {
	return { targets: [{ name: "api", pm2: config }], health: [{ http: `http://127.0.0.1:${port}/` }] };
}

async function candidate(name: string, status: number): Promise<void> {
	const directory = join(world.directory, "candidates", name);
	await rm(join(world.directory, "releases", name), { recursive: true, force: true });
	await mkdir(directory, { recursive: true });
	await writeFile(join(directory, "server.cjs"), SERVER);
	await writeFile(join(directory, "status"), String(status));
	await writeFile(join(directory, ".released"), new Date().toISOString());
}

async function ship(...words: readonly string[]): Promise<Answer> {
	const env = { PM2: world.config.bin ?? "pm2", PM2_HOME: world.home };
	const args = ["guard", "shop", "--json", "--watch-for", "2s", "--", "./ship.sh", ...words];
	const { code, stdout, all } = await startBackout(args, { directory: world.directory, env }).ended;
	if (stdout === "") throw new Error(all);
	return answerIn(stdout, code);
}

/** What every one of the instances runs, asked of PM2's processes and not of Backout. */
async function answers(): Promise<readonly string[]> {
	const seen = await Promise.all(Array.from({ length: 8 }, () => world.live()));
	return [...new Set(seen)];
}

describe("guard on a real PM2 app", () => {
	test("a good deploy stays: exit 0", async () => {
		await candidate("v4", 200);
		expect(await ship("v4")).toMatchObject({ code: 0, value: { outcome: "good", from: { label: "v3" }, release: { label: "v4" } } });
		expect(await answers()).toEqual(["v4"]);
	});

	test("a deploy that dies between the symlink and the reload is taken back before a restart brings it live: exit 6, and it holds no deploys", async () => {
		await candidate("v5", 200);
		const done = await ship("v5", "pointed");
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back" } });
		expect(done.text("text")).toContain("the deploy failed with exit code 9 after it had changed api");
		expect(await answers()).toEqual(["v4"]);
		expect(await readlink(join(world.directory, "current"))).toBe(join("releases", "v4"));
	});

	test("one that dies with one of two instances reloaded is not guessed at: exit 1, with what each runs and what to do", async () => {
		await candidate("v5", 200);
		const done = await ship("v5", "mixed");
		expect(done).toMatchObject({ code: 1, value: { outcome: "not-rolled-back" } });
		expect(done.text("text")).toContain("1 × v5");
		await world.link("v4");
		await world.pm2("reload", "shop-api");
		expect(await answers()).toEqual(["v4"]);
	});

	test("a bad deploy is rolled back: exit 6, and the same release is refused next time", async () => {
		await candidate("v6", 500);
		const done = await ship("v6");
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back", from: { label: "v4" }, release: { label: "v6" } } });
		expect(await answers()).toEqual(["v4"]);
		expect(await ship("v6")).toMatchObject({ code: 3, value: { refused: { rule: "deploys-held" } } });
	});
});
