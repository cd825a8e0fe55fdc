import { readdirSync, readFileSync, statSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sink, startSink } from "../../src/testing/sink.ts";
import { execTarget } from "../world/platform.ts";
import { createWorld, type World } from "../world/world.ts";

/** Planted in the environment; no output and no file may ever show one, plain or encoded. */
const CANARIES = {
	DEPLOY_TOKEN: "canary-deploy-tok3n",
	HOOK_SECRET: "canary-hook-s3cret",
	HOOK_PATH: "T000-canary-hook-path",
	DB_PASSWORD: "canary-db-pa55/word",
	API_KEY: "canary-api-k3y",
	CHECK_TOKEN: "canary-check-tok3n",
};

/** A deploy script that is as careless as they come: it prints its secrets and fails. */
const LEAKY = `#!/bin/sh
echo "deploying with $TOKEN" ; echo "token=$TOKEN password=$DB" >&2
printf '%s' "$TOKEN" | base64 >&2
exit 1
`;

describe("secrets", () => {
	let world: World;
	let sink: Sink;
	const printed: string[] = [];
	beforeAll(async () => {
		// A receiver that answers with what it was sent, headers and path, and fails.
		sink = await startSink(({ path, headers, body }, response) => {
			response.writeHead(500, { "content-type": "text/plain" });
			response.end(`no: ${path} ${JSON.stringify(headers)} ${body.slice(0, 200)}`);
		});
		const env = { TOKEN: "${DEPLOY_TOKEN}", DB: "${DB_PASSWORD}" };
		world = await createWorld({}, true);
		await world.write("leaky.sh", LEAKY);
		await chmod(join(world.directory, "leaky.sh"), 0o755);
		await world.config({
			targets: [execTarget("api", { apply: ["./leaky.sh", "{release}"], env })],
			place: {
				health: [
					{ http: { url: `${sink.url}/health?key=\${CHECK_TOKEN}`, headers: { authorization: "Bearer ${API_KEY}" } } },
					{ command: ["sh", "-c", 'echo "failed with $DEPLOY_TOKEN" >&2; exit 1'] },
				],
				notify: ["hook", "chat"],
			},
			top: {
				channels: {
					hook: { webhook: { url: `${sink.url}/\${HOOK_PATH}`, headers: { "x-key": "${API_KEY}" }, secret: "${HOOK_SECRET}" } },
					chat: { slack: { webhook: `${sink.url}/services/\${HOOK_PATH}` } },
				},
			},
		});
		const commands = [
			["plan", "shop", "--to", "v2", "-o", "plan.json"],
			["plan", "shop", "--to", "v2", "--json"],
			["run", "shop", "--yes", "--to", "v2", "--verbose"],
			["run", "--plan", "plan.json", "--yes", "--json"],
			["show", "--json"],
			["status", "--json"],
			["assess", "shop", "--json"],
			["verify", "shop"],
			["check", "--live", "--verbose"],
			["incident", "list"],
		];
		for (const args of commands) printed.push((await world.backout(args, { env: CANARIES })).all);
		await world.config({ top: { state: "postgres://backout:${DB_PASSWORD}@127.0.0.1:1/nothing" } });
		for (const args of [["status"], ["run", "shop", "--yes"], ["record", "shop", "v9"], ["audit", "verify", "--json"]]) {
			printed.push((await world.backout(args, { env: CANARIES })).all);
		}
	});
	afterAll(async () => {
		await sink.stop();
		await world.remove();
	});

	test("the world is loud enough: tools and receivers were really given them", async () => {
		expect(sink.received.some(({ path }) => path.includes(CANARIES.HOOK_PATH))).toBe(true);
		expect(sink.received.some(({ headers }) => headers.authorization === `Bearer ${CANARIES.API_KEY}`)).toBe(true);
		expect(printed.join("\n")).toContain("token=***");
	});

	test("stand in nothing that was printed", () => {
		for (const form of forms()) expect(printed.join("\n")).not.toContain(form);
	});

	test("stand in no file: state, journal, reports, evidence, plans", () => {
		const files = readdirSync(world.directory, { recursive: true, encoding: "utf8" }).filter((name) =>
			statSync(join(world.directory, name)).isFile(),
		);
		expect(files).toContain("plan.json");
		expect(files.some((name) => name.startsWith(".backout/reports/"))).toBe(true);
		expect(files.some((name) => name.startsWith(".backout/evidence/"))).toBe(true);
		const leaks = files.flatMap((name) => {
			const bytes = readFileSync(join(world.directory, name));
			return forms()
				.filter((form) => bytes.includes(form))
				.map((form) => `${name} holds ${form}`);
		});
		expect(leaks).toEqual([]);
	});
});

/** Every canary as it is, URL-encoded and in base64. */
function forms(): readonly string[] {
	return Object.values(CANARIES).flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")]);
}
