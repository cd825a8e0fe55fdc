import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import type { Reading, SignalMeasure, Window } from "../core/signal.ts";
import { signalContext } from "../testing/signal-context.ts";
import { type Sink, startSink } from "../testing/sink.ts";
import { type HttpCheckConfig, httpSignal } from "./http.ts";

const now: Window = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:05:00Z" };
const sinks: Sink[] = [];

afterEach(async () => {
	await Promise.all(sinks.splice(0).map((sink) => sink.stop()));
});

async function serve(answer: (response: ServerResponse) => void): Promise<string> {
	const sink = await startSink((_, response) => answer(response));
	sinks.push(sink);
	return sink.url;
}

const serveJson = (value: unknown, status = 200) =>
	serve((response) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value)));

async function check(
	config: HttpCheckConfig,
	measure: SignalMeasure = "health",
	deadline = AbortSignal.timeout(10_000),
): Promise<Reading & { kind: "check" }> {
	const reading = await httpSignal.connect(httpSignal.schema.parse(config), signalContext(measure)).read(now, deadline);
	if (reading.kind !== "check") throw new Error(`a ${reading.kind}, not a check`);
	return reading;
}

describe("by default", () => {
	test("status 200 passes and tells how long it took", async () => {
		const reading = await check(await serve((response) => response.end("<h1>shop</h1>")));
		expect(reading.passed).toBe(true);
		expect(reading.latencyMs).toBeGreaterThanOrEqual(0);
		expect(reading.detail).toMatch(/^answered 200 in \d+ ms$/);
	});

	test.each([204, 201, 301, 404, 500, 503])("status %i fails", async (status) => {
		const reading = await check(await serve((response) => response.writeHead(status).end()));
		expect(reading.passed).toBe(false);
		expect(reading.detail).toContain(`answered ${status}, expected 200`);
	});

	test.each(["healthy", "ok", "OK", "UP", "pass"])("a body whose status is %s passes", async (status) => {
		expect((await check(await serveJson({ status }))).passed).toBe(true);
	});

	test.each(["unhealthy", "degraded", "down", ""])("status 200 whose body says %j fails", async (status) => {
		const reading = await check(await serveJson({ status }));
		expect(reading.passed).toBe(false);
		expect(reading.detail).toContain(`answered 200 but its status is ${JSON.stringify(status)}`);
	});

	test("a smoke test's own status word passes, a word for a failure does not", async () => {
		expect((await check(await serveJson({ status: "shipped" }), "smoke")).passed).toBe(true);
		expect((await check(await serveJson({ status: "error" }), "smoke")).passed).toBe(false);
	});

	test("JSON without a status, or with a status that is no text, passes", async () => {
		for (const body of [{}, [], null, { status: 200 }, "healthy"]) expect((await check(await serveJson(body))).passed).toBe(true);
	});
});

describe("what the settings say", () => {
	test("one or several statuses", async () => {
		const url = await serve((response) => response.writeHead(204).end());
		expect((await check({ url, status: 204 })).passed).toBe(true);
		expect((await check({ url, status: [200, 204] })).passed).toBe(true);
		expect((await check({ url, status: [200, 202] })).detail).toContain("expected 200 or 202");
	});

	test("values in the body by path", async () => {
		const url = await serveJson({ a: { b: [{ c: "yes" }] }, "x-y": null, status: "degraded" });
		expect((await check({ url, json: { "a.b[0].c": "yes", "x-y": null, ".status": "degraded" } })).passed).toBe(true);
		const reading = await check({ url, json: { "a.b[0].c": "no" } });
		expect(reading.passed).toBe(false);
		expect(reading.detail).toContain('a.b[0].c is "yes", expected "no"');
		expect((await check({ url, json: { "constructor.name": "Object" } })).passed).toBe(false);
	});

	test("a body that is not JSON fails where JSON is expected", async () => {
		const url = await serve((response) => response.end("fine"));
		expect((await check({ url, json: { status: "healthy" } })).detail).toContain("the body is not JSON");
	});

	test("a text in the body", async () => {
		const url = await serve((response) => response.end("all products"));
		expect((await check({ url, contains: "products" })).passed).toBe(true);
		expect((await check({ url, contains: "prices" })).detail).toContain('does not contain "prices"');
	});

	test("method, headers and body are sent", async () => {
		const sink = await startSink((_, response) => response.end());
		sinks.push(sink);
		await check({ url: `${sink.url}/login`, method: "POST", headers: { "x-probe": "1" }, body: "{}" });
		expect(sink.received[0]).toMatchObject({ method: "POST", path: "/login", body: "{}" });
		expect(sink.received[0]?.headers["x-probe"]).toBe("1");
	});

	test("an answer later than `within` fails", async () => {
		const reading = await check({ url: await serve(() => {}), within: "50ms" });
		expect(reading.passed).toBe(false);
		expect(reading.detail).toContain("did not answer completely within 50 ms");
	});
});

describe("when there is no proper answer", () => {
	test("a refused connection fails", async () => {
		const url = await serve(() => {});
		await sinks.pop()?.stop();
		const reading = await check(url);
		expect(reading).toMatchObject({ passed: false, latencyMs: null });
		expect(reading.detail).toContain("the connection was refused");
	});

	test("a deadline that passes is a failure, a person who leaves is not", async () => {
		const url = await serve(() => {});
		expect((await check(url, "health", AbortSignal.timeout(50))).passed).toBe(false);
		expect((await check(url, "health", AbortSignal.abort())).passed).toBe(null);
	});

	test("a URL or header of ours that cannot be sent is unknown, with the fix", async () => {
		const reading = await check({ url: "http://127.0.0.1:9/", headers: { "x-a": "b\nc" } });
		expect(reading.passed).toBe(null);
		expect(reading.detail).toContain("look for a line break");
	});

	test("a JSON health answer of 10 MB fails at once; a page of that length passes by its status", async () => {
		const long = "x".repeat(10_000_000);
		expect(await check(await serveJson({ status: "healthy", long }))).toMatchObject({ passed: false });
		const page = await check(await serve((response) => response.end(long)));
		expect(page).toMatchObject({ passed: true });
		expect(page.detail).toContain("only the first part of the body was read");
	});

	test("a hostile status word is shown on one short line", async () => {
		const { detail } = await check(await serveJson({ status: `\u001b[2J\nforged${"!".repeat(5_000)}` }));
		expect(detail).not.toMatch(/\p{Cc}/u);
		expect(detail.length).toBeLessThan(300);
	});
});

test("settings that cannot work are refused", () => {
	const url = "http://shop/health";
	for (const config of [
		"shop/health",
		{ url, status: 20 },
		{ url, within: "soon" },
		{ url, json: { "a..b": 1 } },
		{ url, nope: 1 },
		{ url, within: "0s" },
	]) {
		expect(httpSignal.schema.safeParse(config).success).toBe(false);
	}
	expect(httpSignal.schema.safeParse("${SHOP_URL}/health").success).toBe(true);
});

test("its endpoint is the URL without credentials", () => {
	expect(httpSignal.endpoints("http://ana:secret@shop/health?a=1")).toEqual(["http://shop/health?a=1"]);
});
