import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import type { Clock } from "../core/runtime.ts";
import type { Reading, SignalSource } from "../core/signal.ts";
import { systemClock } from "../runtime/clock.ts";
import { FAILS, PASSES, p95Reading, ratioReading, scriptedSource } from "../testing/scripted-source.ts";
import { skippingClock } from "../testing/skipping-clock.ts";
import { RUNBOOK_THRESHOLDS } from "../testing/thresholds.ts";
import { baselinesOf, type VerifyInput, verify } from "./verify.ts";

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) server.closeAllConnections();
});

function input(part: Partial<VerifyInput>): VerifyInput {
	return {
		health: [],
		smoke: [],
		signals: [],
		thresholds: RUNBOOK_THRESHOLDS,
		windowMs: 60_000,
		notBefore: null,
		baselines: {},
		clock: skippingClock("2026-11-21T03:14:07Z"),
		timeoutMs: 1_000,
		signal: new AbortController().signal,
		...part,
	};
}

test("a service with passing checks, few errors and its old latency is healthy, in one sentence with the numbers", async () => {
	const verification = await verify(
		input({
			health: [scriptedSource("health", "health", PASSES), scriptedSource("ready", "health", PASSES)],
			smoke: [scriptedSource("products", "smoke", PASSES)],
			signals: [scriptedSource("errors", "error-rate", ratioReading(1, 410)), scriptedSource("latency", "latency", p95Reading(84))],
			baselines: { errors: ratioReading(4, 3980), latency: p95Reading(80) },
		}),
	);
	expect(verification.outcome).toBe("healthy");
	expect(verification.text).toBe("errors 0.2 % of 410 requests (limit 1 %), p95 84 ms (before 80 ms), 3 of 3 checks pass");
	expect(verification.signals.map((signal) => signal.state)).toEqual(["normal", "normal", "normal", "normal", "normal"]);
});

test("more errors than the limit after a rollback are unhealthy although they are below the limit that asks for one", async () => {
	const errors = scriptedSource("errors", "error-rate", ratioReading(12, 600));
	const verification = await verify(input({ health: [scriptedSource("health", "health", PASSES)], signals: [errors] }));
	expect(verification.outcome).toBe("unhealthy");
	expect(verification.text).toBe("errors 2 % of 600 requests (limit 1 %), 1 of 1 check passes");
});

test("a latency spike against what it was before is unhealthy, and what is wrong comes first", async () => {
	const verification = await verify(
		input({
			signals: [scriptedSource("errors", "error-rate", ratioReading(0, 100)), scriptedSource("latency", "latency", p95Reading(400))],
			baselines: { latency: p95Reading(80) },
		}),
	);
	expect(verification.outcome).toBe("unhealthy");
	expect(verification.text).toBe("p95 400 ms (before 80 ms), errors 0 % of 100 requests (limit 1 %)");
});

test("a failing check says which one and why", async () => {
	const verification = await verify(
		input({ health: [scriptedSource("health", "health", PASSES), scriptedSource("ready", "health", FAILS)] }),
	);
	expect(verification.outcome).toBe("unhealthy");
	expect(verification.text).toBe("1 of 2 checks pass (failing: ready: HTTP 503)");
});

test("a check that could not be made leaves the outcome unknown, whatever else is well", async () => {
	const verification = await verify(input({ health: [scriptedSource("health", "health", PASSES), scriptedSource("ready", "health")] }));
	expect(verification.outcome).toBe("unknown");
	expect(verification.text).toContain("1 of 2 checks pass (could not be made: ready: no reading was scripted)");
});

test("a signal without enough evidence does not spoil passing checks", async () => {
	const errors = scriptedSource("errors", "error-rate", ratioReading(1, 3));
	const verification = await verify(input({ health: [scriptedSource("health", "health", PASSES)], signals: [errors] }));
	expect(verification.outcome).toBe("healthy");
	expect(verification.text).toBe("too little to judge by: errors 33.3 % of 3 requests (limit 1 %); 1 of 1 check passes");
});

test("what is wrong is told before what is too little to judge by, and that before what is well", async () => {
	const errors = scriptedSource("errors", "error-rate", ratioReading(1, 4));
	const latency = scriptedSource("latency", "latency", p95Reading(84));
	const baselines = { latency: p95Reading(80) };
	const health = (reading: typeof PASSES) => [scriptedSource("health", "health", reading)];
	const well = await verify(input({ health: health(PASSES), signals: [latency, errors], baselines }));
	expect(well.text).toBe("too little to judge by: errors 25 % of 4 requests (limit 1 %); p95 84 ms (before 80 ms), 1 of 1 check passes");
	const wrong = await verify(input({ health: health(FAILS), signals: [errors] }));
	expect(wrong.text).toBe("0 of 1 check passes (failing: health: HTTP 503); too little to judge by: errors 25 % of 4 requests (limit 1 %)");
});

test("nothing configured is unknown and says so", async () => {
	const verification = await verify(input({}));
	expect(verification).toMatchObject({ outcome: "unknown", text: "nothing was measured: no checks and no signals are configured" });
});

describe("a target's readiness", () => {
	const ready = (passed: boolean | null, detail: string): Reading => ({ kind: "check", passed, latencyMs: null, detail });
	const source = (reading: Reading) => scriptedSource("api is ready", "readiness", reading);
	const well = scriptedSource("health", "health", PASSES);

	test("alone proves that pods are up, and the words say that it proves no more", async () => {
		const verification = await verify(input({ health: [source(ready(true, "3 of 3 pods are available"))] }));
		expect(verification).toMatchObject({
			outcome: "healthy",
			text: "api is ready: 3 of 3 pods are available; only readiness was measured: it does not say that the service works",
		});
	});
	test("that is not known proves nothing alone, and does not spoil checks that pass", async () => {
		const away = source(ready(null, "the cluster could not be asked"));
		expect((await verify(input({ health: [away] }))).outcome).toBe("unknown");
		expect((await verify(input({ health: [well, away] }))).outcome).toBe("healthy");
	});
	test("that fails is not well, whatever the checks say, and is told first", async () => {
		const verification = await verify(input({ health: [well, source(ready(false, "shop-1: app waits: CrashLoopBackOff"))] }));
		expect(verification.outcome).toBe("unhealthy");
		expect(verification.text).toBe("api is ready: it is not ready: shop-1: app waits: CrashLoopBackOff, 1 of 1 check passes");
	});
});

test("only signals that could not be measured are unknown", async () => {
	const verification = await verify(input({ signals: [scriptedSource("errors", "error-rate"), scriptedSource("latency", "latency")] }));
	expect(verification.outcome).toBe("unknown");
	expect(verification.text).toBe("errors unknown (no reading was scripted), latency unknown (no reading was scripted)");
});

test("a source that breaks its promise and throws is unknown, not the end of the verification", async () => {
	const broken: SignalSource = { ...scriptedSource("errors", "error-rate"), read: () => Promise.reject(new Error("bug in the plugin")) };
	const verification = await verify(input({ health: [scriptedSource("health", "health", PASSES)], signals: [broken] }));
	expect(verification.outcome).toBe("healthy");
	expect(verification.text).toContain("errors unknown (bug in the plugin)");
});

test("a window never reaches back before the last step landed, and never ends before it begins", async () => {
	const errors = scriptedSource("errors", "error-rate", ratioReading(0, 50));
	await verify(input({ signals: [errors], notBefore: "2026-11-21T03:14:00.000Z" }));
	await verify(input({ signals: [errors], notBefore: "2026-11-21T03:14:07.000Z" }));
	expect(errors.windows).toEqual([
		{ from: "2026-11-21T03:14:00.000Z", to: "2026-11-21T03:14:07.000Z" },
		{ from: "2026-11-21T03:14:06.999Z", to: "2026-11-21T03:14:07.000Z" },
	]);
});

test("baselines are taken from an assessment's signals, and a hostile name finds nothing", async () => {
	const signals = (
		await verify(input({ signals: [scriptedSource("latency", "latency", p95Reading(84))], baselines: { latency: p95Reading(80) } }))
	).signals;
	expect(baselinesOf(signals)).toEqual({ latency: p95Reading(80) });
	const hostile = await verify(
		input({ signals: [scriptedSource("__proto__", "latency", p95Reading(84))], baselines: baselinesOf(signals) }),
	);
	expect(hostile.signals[0]?.baseline).toBeNull();
});

test("a server that accepts and never answers is unknown at the deadline, while the others are read at the same time", async () => {
	const silent = await listen(() => undefined);
	const quick = await listen((respond) => respond(200));
	const { promise: deadline, resolve: pass } = Promise.withResolvers<void>();
	const clock: Clock = { now: () => Date.parse("2026-11-21T03:14:07Z"), sleep: () => deadline };
	const answering: SignalSource = {
		...httpSource("quick", quick),
		async read(window, signal) {
			const reading = await httpSource("quick", quick).read(window, signal);
			setImmediate(pass);
			return reading;
		},
	};
	const verification = await verify(input({ health: [httpSource("silent", silent), answering], clock, timeoutMs: 150 }));
	expect(verification.signals.map((signal) => signal.state)).toEqual(["unknown", "normal"]);
	expect(verification.text).toContain("silent: no answer within 150 ms");
});

test("leaving at once ends every read and says that it was interrupted", async () => {
	const leave = new AbortController();
	const silent = await listen(() => leave.abort());
	const verification = await verify(
		input({ health: [httpSource("silent", silent)], clock: systemClock, timeoutMs: 30_000, signal: leave.signal }),
	);
	expect(verification.outcome).toBe("unknown");
	expect(verification.text).toContain("silent");
});

async function listen(answer: (respond: (status: number) => void) => void): Promise<string> {
	const server = createServer((_request, response) => answer((status) => response.writeHead(status).end()));
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the server has no port");
	return `http://127.0.0.1:${address.port}`;
}

/** A bare probe over real HTTP that ignores its deadline, as a badly written plugin would. */
function httpSource(name: string, url: string): SignalSource {
	return {
		...scriptedSource(name, "health"),
		async read() {
			const response = await fetch(url);
			return { kind: "check", passed: response.ok, latencyMs: null, detail: `HTTP ${response.status}` };
		},
	};
}
