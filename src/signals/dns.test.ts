import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reading } from "../core/signal.ts";
import { freePort } from "../testing/services/free-port.ts";
import { requireService } from "../testing/services/requirement.ts";
import { startUnbound, type UnboundService } from "../testing/services/unbound.ts";
import { signalContext } from "../testing/signal-context.ts";
import { type DnsCheckConfig, dnsSignal } from "./dns.ts";

const window = { from: "2026-11-21T03:00:00Z", to: "2026-11-21T03:05:00Z" };
const { available, command } = requireService("unbound");
const many = Array.from({ length: 200 }, (_, index) => `10.9.0.${index}`);

async function check(config: DnsCheckConfig, deadline = AbortSignal.timeout(10_000)): Promise<Extract<Reading, { kind: "check" }>> {
	const reading = await dnsSignal.connect(dnsSignal.schema.parse(config), signalContext("health")).read(window, deadline);
	if (reading.kind !== "check") throw new Error(reading.kind);
	return reading;
}

describe.skipIf(!available)(`a name server (${available ? "real" : `skipped; provide it with: ${command}`})`, () => {
	let unbound: UnboundService;
	beforeAll(async () => {
		unbound = await startUnbound({
			zones: { "shop.test": "static", "silent.test": "deny", "refused.test": "refuse" },
			records: [
				"shop.test. IN A 203.0.113.7",
				"shop.test. IN A 203.0.113.8",
				"shop.test. IN AAAA 2001:db8::7",
				"shop.test. IN MX 10 Mail.shop.test.",
				"shop.test. IN NS ns1.shop.test.",
				"www.shop.test. IN CNAME shop.test.",
				"_sip._tcp.shop.test. IN SRV 10 5 5060 sip.shop.test.",
				'shop.test. IN TXT "v=spf1 -all"',
				...many.map((address) => `many.shop.test. IN A ${address}`),
			],
			dead: ["dead.example"],
		});
	});
	afterAll(() => unbound.stop());

	function ask(more: Partial<Exclude<DnsCheckConfig, string>> = {}, deadline?: AbortSignal) {
		return check({ name: "shop.test", server: unbound.address, ...more }, deadline);
	}

	test("that has answers passes, and they are shown", async () => {
		const reading = await ask();
		expect(reading.passed).toBe(true);
		expect(reading.latencyMs).not.toBeNull();
		expect(reading.detail).toMatch(/^shop\.test A: 203\.0\.113\.7, 203\.0\.113\.8 in \d+ ms$/);
	});

	test.each([
		["AAAA", "shop.test", "2001:DB8:0:0::7"],
		["CNAME", "www.shop.test", "Shop.Test."],
		["MX", "shop.test", "10 mail.shop.test"],
		["NS", "shop.test", "ns1.shop.test"],
		["SRV", "_sip._tcp.shop.test", "10 5 5060 sip.shop.test"],
		["TXT", "shop.test", "v=spf1 -all"],
	] as const)("knows %s records as they are usually written", async (type, name, answer) => {
		expect(await ask({ type, name, expect: [answer], only: true })).toMatchObject({ passed: true });
	});

	test("passes when the expected answers are among those there, in any order", async () => {
		expect(await ask({ expect: ["203.0.113.8"] })).toMatchObject({ passed: true });
		expect(await ask({ expect: ["203.0.113.8", "203.0.113.7"], only: true })).toMatchObject({ passed: true });
	});

	test("fails when an expected answer is missing, or another is there that must not be", async () => {
		const missing = await ask({ expect: ["203.0.113.7", "203.0.113.9"] });
		expect(missing).toMatchObject({
			passed: false,
			detail: "shop.test A: 203.0.113.9 is not among the answers: 203.0.113.7, 203.0.113.8",
		});
		const more = await ask({ expect: ["203.0.113.7"], only: true });
		expect(more).toMatchObject({ passed: false, detail: "shop.test A: 203.0.113.8 is there and not expected" });
	});

	test("gives long answers whole, and they are shown in short", async () => {
		const reading = await ask({ name: "many.shop.test", expect: many, only: true });
		expect(reading.passed).toBe(true);
		expect(reading.detail).toContain(" and 192 others in ");
	});

	test("that says there is no such name fails", async () => {
		expect(await ask({ name: "gone.shop.test" })).toMatchObject({
			passed: false,
			detail: "gone.shop.test A: there is no such name (NXDOMAIN)",
		});
	});

	test("that knows the name without such a record fails", async () => {
		expect(await ask({ name: "www.shop.test", type: "MX" })).toMatchObject({ passed: false });
		expect((await ask({ type: "SRV" })).detail).toBe("shop.test SRV: the name has no record of this type");
	});

	test("whose zone has no working servers fails", async () => {
		const reading = await ask({ name: "shop.dead.example" });
		expect(reading.passed).toBe(false);
		expect(reading.detail).toContain("SERVFAIL");
	});

	test("that refuses is unknown", async () => {
		const reading = await ask({ name: "shop.refused.test" });
		expect(reading.passed).toBeNull();
		expect(reading.detail).toContain("refuses to answer this machine");
	});

	test("that does not answer is unknown, within its own time and within the caller's", async () => {
		const reading = await ask({ name: "shop.silent.test", within: "200ms" });
		expect(reading).toMatchObject({ passed: null, latencyMs: null });
		expect(reading.detail).toContain("no answer within");
		expect(await ask({ name: "shop.silent.test" }, AbortSignal.timeout(100))).toMatchObject({ passed: null });
		expect(await ask({ name: "shop.silent.test" }, AbortSignal.abort())).toMatchObject({ passed: null });
	});

	test("is asked anew every time", async () => {
		const first = await startUnbound({ zones: { "moved.test": "static" }, records: ["moved.test. 3600 IN A 10.0.0.1"], dead: [] });
		expect(await check({ name: "moved.test", server: first.address, expect: ["10.0.0.1"] })).toMatchObject({ passed: true });
		await first.stop();
		expect(await check({ name: "moved.test", server: first.address })).toMatchObject({ passed: null });
	});
});

test("a name server that is not there is unknown", async () => {
	const reading = await check({ name: "shop.test", server: `127.0.0.1:${await freePort()}` });
	expect(reading.passed).toBeNull();
	expect(reading.detail).toBe("shop.test A: no name server could be reached");
});

test("an answer that cannot be read is unknown (a stub answers rubbish)", async () => {
	const stub = createSocket("udp4");
	stub.on("message", (question, sender) => stub.send(Buffer.concat([question.subarray(0, 2), Buffer.from("rubbish")]), sender.port));
	stub.bind(0, "127.0.0.1");
	await once(stub, "listening");
	const reading = await check({ name: "shop.test", server: `127.0.0.1:${stub.address().port}`, within: "1s" });
	stub.close();
	expect(reading.passed).toBeNull();
});

test("a name that cannot be asked for is unknown, and a hostile one is shown on one line", async () => {
	const reading = await check({ name: `a..b\n\u001b[31m${"x".repeat(300)}`, server: `127.0.0.1:${await freePort()}` });
	expect(reading.passed).toBeNull();
	expect(reading.detail).not.toMatch(/\p{Cc}/u);
});

test("what it leads to is the question, and whom it asks", () => {
	expect(dnsSignal.endpoints("Shop.test.")).toEqual(["shop.test A"]);
	expect(dnsSignal.endpoints({ name: "shop.test", type: "MX", server: "10.0.0.2" })).toEqual(["shop.test MX at 10.0.0.2"]);
});

test("settings that cannot work are refused", () => {
	const name = "shop.test";
	for (const config of [
		"",
		{ server: "10.0.0.2" },
		{ name, type: "ANY" },
		{ name, server: "ns.shop.test" },
		{ name, server: "10.0.0.2:0" },
		{ name, server: "::1:53:x" },
		{ name, expect: [] },
		{ name, only: true },
	]) {
		expect(dnsSignal.schema.safeParse(config).success).toBe(false);
	}
	for (const server of ["10.0.0.2", "10.0.0.2:5353", "::1", "[::1]:53", "${NAME_SERVER}"]) {
		expect(dnsSignal.schema.safeParse({ name, server }).success).toBe(true);
	}
});
