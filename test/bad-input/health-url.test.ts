import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sink, startSink } from "../../src/testing/sink.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

const TEN_MB = 10 * 1_048_576;

let world: World;
let server: Sink;
let sent = 0;
beforeAll(async () => {
	server = await startSink(({ path }, response) => answer(path, response));
	world = await createWorld({}, true);
});
afterAll(async () => {
	await server.stop();
	await world.remove();
});

function answer(path: string, response: ServerResponse): void {
	if (path === "/silent") return;
	if (path === "/drip") drip(response);
	if (path === "/huge") flood(response, "text/plain");
	if (path === "/huge-json") flood(response, "application/json");
	if (path === "/elsewhere") response.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
	if (path === "/gone") response.destroy();
}

/** A byte at a time, for ever. */
function drip(response: ServerResponse): void {
	response.writeHead(200, { "content-type": "text/plain" });
	const timer = setInterval(() => response.write("."), 50);
	response.once("close", () => clearInterval(timer));
}

function flood(response: ServerResponse, type: string): void {
	sent = 0;
	const chunk = Buffer.alloc(65_536, type === "text/plain" ? "ok " : '{"status":"ok",');
	response.writeHead(200, { "content-type": type });
	const pour = (): void => {
		while (!response.destroyed && sent < TEN_MB) {
			sent += chunk.length;
			if (!response.write(chunk)) {
				response.once("drain", pour);
				return;
			}
		}
		if (!response.destroyed) response.end();
	};
	pour();
}

async function verified(path: string) {
	await world.config({ place: { health: [{ http: { url: `${server.url}${path}`, within: "1s" } }] } });
	return await world.ask((app) => app.verify(SHOP));
}

describe("a health URL that misbehaves", () => {
	test.each(["/silent", "/drip"])("%s: is unwell at its deadline, not a hang", async (path) => {
		const verification = await verified(path);
		expect(verification.outcome).toBe("unhealthy");
		expect(verification.signals[0]?.reading.detail).toMatch(/1.?000 ms|1\.0 s|1 s/);
	});

	test("10 MB of text: the first part is read, the rest is not downloaded", async () => {
		const verification = await verified("/huge");
		expect(verification.outcome).toBe("healthy");
		expect(verification.signals[0]?.reading.detail).toContain("only the first part of the body was read");
		expect(sent).toBeLessThan(TEN_MB);
	});

	test("10 MB of JSON: not judged by its first part", async () => {
		const verification = await verified("/huge-json");
		expect(verification.outcome).toBe("unhealthy");
		expect(verification.signals[0]?.reading.detail).toContain("the JSON is too long to be read");
	});

	test("a redirect to another host is not followed", async () => {
		const verification = await verified("/elsewhere");
		expect(verification.outcome).toBe("unhealthy");
		expect(verification.signals[0]?.reading.detail).toContain("answered 302");
	});

	test("a connection that breaks is unwell, and the command exits with 5", async () => {
		expect((await verified("/gone")).outcome).toBe("unhealthy");
		expect((await world.backout(["verify", "shop"])).code).toBe(5);
	});
});
