import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ComposeWorld, composeWorld } from "../../src/testing/fixtures/compose-world.ts";
import { startDocker } from "../../src/testing/services/docker.ts";
import { requireService } from "../../src/testing/services/requirement.ts";
import { type Answer, answerIn } from "../world/answer.ts";
import { startBackout } from "../world/command-line.ts";

const isHere = requireService("docker").available && requireService("docker-compose").available;

/** As CI does it: the tag is written into the file, and `up` makes it so. `half` writes the tag and dies. */
const SHIP = `#!/bin/sh
set -eu
sed -i "s|api:v[0-9]|api:$1|" compose.yaml
if [ "\${2:-well}" = half ]; then exit 9; fi
docker compose version >/dev/null 2>&1 && tool="docker compose" || tool=docker-compose
$tool --project-name "$PROJECT" up -d
`;

describe.skipIf(!isHere)("guard on a real Compose service", () => {
	let world: ComposeWorld;
	beforeAll(async () => {
		world = await composeWorld();
		world.write("compose.yaml", composeFile("v1"));
		world.up();
		writeFileSync(join(world.directory, "ship.sh"), SHIP);
		chmodSync(join(world.directory, "ship.sh"), 0o755);
		// Well is what somebody said is well: the containers have no network to be asked by.
		world.write("well.sh", "#!/bin/sh\n! grep -qF -f bad compose.yaml\n");
		chmodSync(join(world.directory, "well.sh"), 0o755);
		world.write("bad", "nothing is bad\n");
		const targets = [{ name: "api", compose: { service: "api", project: world.name, host: world.host } }];
		const place = { targets, smoke: [{ command: ["./well.sh"] }] };
		const shop = { bake: "1s", settle: "1s", thresholds: { window: "2s" }, environments: { production: place } };
		world.write("backout.yaml", JSON.stringify({ version: 1, environments: { production: {} }, services: { shop } }));
	});
	afterAll(async () => {
		world.dispose();
		await (await startDocker()).stop();
	});

	const composeFile = (tag: string) => `services:\n  api:\n    image: ${world.name}/api:${tag}\n    network_mode: none\n`;

	async function ship(...words: readonly string[]): Promise<Answer> {
		const args = ["guard", "shop", "--json", "--watch-for", "1s", "--", "./ship.sh", ...words];
		const env = { DOCKER_HOST: world.host, PROJECT: world.name };
		const { code, stdout, all } = await startBackout(args, { directory: world.directory, env }).ended;
		if (stdout === "") throw new Error(all);
		return answerIn(stdout, code);
	}

	test("a good deploy stays: exit 0", async () => {
		expect(await ship("v2")).toMatchObject({ code: 0, value: { outcome: "good" } });
		expect(world.live()).toEqual([world.images.v2]);
	});

	test("a deploy that dies half-way is taken back, in the file too, which no container shows: exit 6", async () => {
		const done = await ship("v1", "half");
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back" } });
		expect(world.live()).toEqual([world.images.v2]);
		expect(world.read("compose.yaml")).toBe(composeFile("v2"));
	});

	test("a bad deploy is rolled back: exit 6", async () => {
		world.write("bad", "api:v1\n");
		expect(await ship("v1")).toMatchObject({ code: 6, value: { outcome: "rolled-back" } });
		expect(world.live()).toEqual([world.images.v2]);
		expect(world.read("compose.yaml")).toBe(composeFile("v2"));
	});
});
