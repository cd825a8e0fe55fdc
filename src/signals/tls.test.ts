import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, createServer as createTlsServer, type TlsOptions } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Reading } from "../core/signal.ts";
import { type CertificateWish, type Issued, makeCertificate } from "../testing/certificates.ts";
import { freePort } from "../testing/services/free-port.ts";
import { signalContext } from "../testing/signal-context.ts";
import { type TlsConfig, tlsSignal } from "./tls.ts";

const window = { from: "2026-11-21T03:00:00Z", to: "2026-11-21T03:05:00Z" };
const directory = mkdtempSync(join(tmpdir(), "backout-tls-"));
const root = makeCertificate({ name: "Test Root", isAuthority: true, toDays: 3_000 });
const intermediate = makeCertificate({ name: "Test Intermediate", isAuthority: true, toDays: 1_000, by: root });
const open: Server[] = [];
const sockets = new Set<Socket>();

beforeAll(() => {
	writeFileSync(join(directory, "root.pem"), root.certificate);
	writeFileSync(join(directory, "no.pem"), "not a certificate");
});

afterEach(async () => {
	for (const socket of sockets) socket.destroy();
	for (const server of open.splice(0)) {
		server.close();
		await once(server, "close");
	}
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function listen(server: Server): Promise<number> {
	open.push(server);
	server.on("connection", (socket: Socket) => {
		sockets.add(socket);
		socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	return address.port;
}

function leaf(wish: Partial<CertificateWish> = {}): Issued {
	return makeCertificate({ name: "shop.test", by: intermediate, ...wish });
}

/** A real TLS server with the certificate, and by default the intermediate that signed it. */
async function serve(shown: Issued, issuers: readonly Issued[] = [intermediate], options: TlsOptions = {}): Promise<number> {
	const cert = [shown, ...issuers].map(({ certificate }) => certificate).join("");
	const server = createTlsServer({ key: shown.key, cert, ...options });
	server.on("tlsClientError", () => undefined);
	return await listen(server);
}

async function read(config: TlsConfig, deadline = AbortSignal.timeout(10_000)): Promise<Extract<Reading, { kind: "certificate" }>> {
	const parsed = tlsSignal.schema.parse(config);
	const reading = await tlsSignal.connect(tlsSignal.schema.parse(parsed), signalContext("certificate", directory)).read(window, deadline);
	if (reading.kind !== "certificate") throw new Error(reading.kind);
	return reading;
}

/** Of the server on loopback that is asked for as shop.test, by those who trust the test's root. */
function readShop(port: number, more: Partial<TlsConfig> = {}) {
	return read({ host: "127.0.0.1", port, serverName: "shop.test", ca: "root.pem", ...more });
}

describe("a certificate that clients accept", () => {
	test("has its days left, and no problem", async () => {
		const reading = await readShop(await serve(leaf({ toDays: 62 })));
		expect(reading).toMatchObject({ daysLeft: 62, problem: null, limits: { warnDays: 14, minimumDays: 3 } });
		expect(reading.detail).toMatch(/^the certificate of shop\.test; it ends \d{4}-\d\d-\d\d \(62 days left\)$/);
	});

	test("is told with few days left", async () => {
		expect(await readShop(await serve(leaf({ toDays: 2 })))).toMatchObject({ daysLeft: 2, problem: null });
	});

	test("lasts no longer than the issuer that ends first", async () => {
		const weak = makeCertificate({ name: "Old Intermediate", isAuthority: true, toDays: 5, by: root });
		const reading = await readShop(await serve(leaf({ by: weak, toDays: 62 }), [weak]));
		expect(reading).toMatchObject({ daysLeft: 5, problem: null });
		expect(reading.detail).toContain("its issuer Old Intermediate ends");
	});

	test("is not held against an expired spare that the server shows beside the chain", async () => {
		const spare = makeCertificate({ name: "Spare", isAuthority: true, fromDays: -90, toDays: -1, by: root });
		expect(await readShop(await serve(leaf({ toDays: 62 }), [intermediate, spare]))).toMatchObject({ daysLeft: 62, problem: null });
	});

	test("may be for an address", async () => {
		const port = await serve(leaf({ hosts: ["IP:127.0.0.1"] }));
		expect(await read({ host: "127.0.0.1", port, ca: "root.pem" })).toMatchObject({ problem: null });
		expect(await read({ url: `https://127.0.0.1:${port}/health`, ca: "root.pem" })).toMatchObject({ problem: null });
	});

	test("is the one of the name that is asked for", async () => {
		const other = leaf({ name: "other.test", toDays: 7 });
		const context = createSecureContext({ key: other.key, cert: other.certificate + intermediate.certificate });
		const port = await serve(leaf({ toDays: 62 }), [intermediate], {
			SNICallback: (name, answer) => answer(null, name === "other.test" ? context : undefined),
		});
		expect(await readShop(port)).toMatchObject({ daysLeft: 62, problem: null });
		expect(await readShop(port, { serverName: "other.test" })).toMatchObject({ daysLeft: 7, problem: null });
	});
});

describe("a certificate that clients refuse", () => {
	test("has expired", async () => {
		const reading = await readShop(await serve(leaf({ fromDays: -90, toDays: -3 })));
		expect(reading).toMatchObject({ daysLeft: -3, problem: "expired" });
		expect(reading.detail).toContain("it has expired");
		expect(reading.detail).toContain("ended 3 days ago");
	});

	test("has an issuer that has expired", async () => {
		const dead = makeCertificate({ name: "Dead Intermediate", isAuthority: true, fromDays: -90, toDays: -3, by: root });
		const reading = await readShop(await serve(leaf({ by: dead }), [dead]));
		expect(reading).toMatchObject({ daysLeft: -3, problem: "expired" });
		expect(reading.detail).toContain("a certificate of its chain has expired; its issuer Dead Intermediate ends");
	});

	test("is not valid yet", async () => {
		expect(await readShop(await serve(leaf({ fromDays: 2, toDays: 90 })))).toMatchObject({ daysLeft: 90, problem: "not-yet-valid" });
	});

	test("is for another host, and says for which", async () => {
		const reading = await readShop(await serve(leaf({ name: "www.shop.test" })));
		expect(reading).toMatchObject({ problem: "wrong-host", daysLeft: 90 });
		expect(reading.detail).toContain("it is for www.shop.test and not for shop.test");
	});

	test("is self-signed, and expired before all when it is both", async () => {
		const own = makeCertificate({ name: "shop.test" });
		expect(await readShop(await serve(own, []))).toMatchObject({ problem: "self-signed", daysLeft: 90 });
		const old = makeCertificate({ name: "shop.test", fromDays: -90, toDays: -1 });
		expect(await readShop(await serve(old, []))).toMatchObject({ problem: "expired", daysLeft: -1 });
	});

	test("comes without its intermediate", async () => {
		const reading = await readShop(await serve(leaf(), []));
		expect(reading).toMatchObject({ problem: "untrusted-chain", daysLeft: 90 });
		expect(reading.detail).toContain("an intermediate certificate is missing");
	});

	test("comes from an authority that nobody trusts here", async () => {
		const port = await serve(leaf(), [intermediate, root]);
		const reading = await read({ host: "127.0.0.1", port, serverName: "shop.test" });
		expect(reading).toMatchObject({ problem: "untrusted-chain" });
		expect(reading.detail).toContain("named with `ca`");
	});
});

test("names on a certificate are hostile text: they are shown on one short line", async () => {
	const evil = makeCertificate({ name: `evil\u001b[31m ${"x".repeat(40)}`, isAuthority: true, toDays: 5, by: root });
	const { detail } = await readShop(await serve(leaf({ by: evil }), [evil]));
	expect(detail).toContain("its issuer evil [31m x");
	expect(detail).not.toMatch(/\p{Cc}/u);
});

describe("nothing is known of the certificate", () => {
	const unknown = { kind: "certificate", daysLeft: null, problem: null };

	test("where the connection is refused", async () => {
		const reading = await readShop(await freePort());
		expect(reading).toMatchObject(unknown);
		expect(reading.detail).toMatch(/^127\.0\.0\.1:\d+: the connection was refused$/);
	});

	test("where no TLS is spoken", async () => {
		const port = await listen(createTcpServer((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
		const reading = await readShop(port);
		expect(reading).toMatchObject(unknown);
		expect(reading.detail).toContain("not with TLS");
	});

	test("where the server closes the connection at once", async () => {
		const port = await listen(createTcpServer((socket) => void socket.destroy()));
		const reading = await readShop(port);
		expect(reading).toMatchObject(unknown);
		expect(reading.detail).toContain("closed before the certificate was shown");
	});

	test("where the server is silent, within its own time and within the caller's", async () => {
		const port = await listen(createTcpServer(() => undefined));
		const reading = await readShop(port, { within: "200ms" });
		expect(reading).toMatchObject(unknown);
		expect(reading.detail).toContain("did not shake hands within");
		expect(await read({ host: "127.0.0.1", port }, AbortSignal.timeout(100))).toMatchObject(unknown);
		expect(await read({ host: "127.0.0.1", port }, AbortSignal.abort())).toMatchObject(unknown);
	});

	test("where only an old version of TLS is spoken", async () => {
		const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" } as const;
		const reading = await readShop(await serve(leaf(), [intermediate], old));
		expect(reading).toMatchObject(unknown);
		expect(reading.detail).toContain("no longer safe");
	});

	test("where the host has no address", async () => {
		expect((await read({ host: "no-such-host.invalid" })).detail).toMatch(/no address|name server did not answer/);
	});

	test("when the file of authorities is missing or no certificate", async () => {
		const port = await serve(leaf());
		expect((await readShop(port, { ca: "gone.pem" })).detail).toContain("the authorities of `ca` cannot be used");
		expect((await readShop(port, { ca: "no.pem" })).detail).toContain("the authorities of `ca` cannot be used");
	});
});

test("what it leads to is the host and the port, and the name when that is another", () => {
	const endpoints = (config: TlsConfig) => tlsSignal.endpoints(config);
	expect(endpoints({ host: "shop.test" })).toEqual(["shop.test:443"]);
	expect(endpoints({ url: "https://user:secret@shop.test:8443/x?y" })).toEqual(["shop.test:8443"]);
	expect(endpoints({ url: "https://[::1]:8443" })).toEqual(["::1:8443"]);
	expect(endpoints({ host: "10.0.0.1", serverName: "shop.test" })).toEqual(["shop.test at 10.0.0.1:443"]);
});

test("settings that cannot work are refused", () => {
	for (const config of [
		{},
		{ host: "a", url: "https://a" },
		{ host: "https://a" },
		{ host: "a:443" },
		{ url: "http://a" },
		{ host: "a", port: 0 },
		{ host: "a", within: "0s" },
		{ host: "a", warnDays: 2 },
		{ host: "a", minimumDays: 20 },
	]) {
		expect(tlsSignal.schema.safeParse(config).success).toBe(false);
	}
	for (const config of [{ host: "::1" }, { host: "${HOST}" }, { url: "${URL}" }, { host: "a", warnDays: 30, minimumDays: 7 }]) {
		expect(tlsSignal.schema.safeParse(config).success).toBe(true);
	}
});
