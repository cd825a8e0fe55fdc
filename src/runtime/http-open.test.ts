import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Server } from "node:net";
import { TLSSocket } from "node:tls";
import { afterEach, expect, it } from "vitest";
import type { HttpLines, TlsIdentity } from "../core/runtime.ts";
import { makeCertificate } from "../testing/certificates.ts";
import { systemClock } from "./clock.ts";
import { createHttpClient } from "./http.ts";

const client = createHttpClient({ clock: systemClock });
const closing: (() => void)[] = [];

afterEach(() => {
	for (const close of closing.splice(0)) close();
});

async function portOf(server: Server & { closeAllConnections(): void }): Promise<number> {
	closing.push(() => {
		server.closeAllConnections();
		server.close();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the server has no port");
	return address.port;
}

async function serve(listener: RequestListener): Promise<string> {
	return `http://127.0.0.1:${await portOf(createServer(listener))}/`;
}

async function all({ lines }: HttpLines): Promise<readonly string[]> {
	const found: string[] = [];
	for await (const line of lines) found.push(line);
	return found;
}

it("gives each line as soon as it is whole, however it was cut on the way", async () => {
	let goOn = (): void => undefined;
	const url = await serve((_, response) => {
		response.write('{"a":1}\n{"b":"\u00fc');
		goOn = () => response.end('ber"}\r\nlast');
	});
	const answer = await client.open({ url });
	const lines = answer.lines[Symbol.asyncIterator]();
	expect(answer.status).toBe(200);
	expect((await lines.next()).value).toBe('{"a":1}');
	goOn();
	expect((await lines.next()).value).toBe('{"b":"\u00fcber"}');
	expect((await lines.next()).value).toBe("last");
	expect((await lines.next()).done).toBe(true);
});

it("closes the connection when the reader leaves", async () => {
	let closed: (() => void) | null = null;
	const isClosed = new Promise<void>((resolve) => {
		closed = resolve;
	});
	const url = await serve((_, response) => {
		response.once("close", () => closed?.());
		response.write("one\ntwo\n");
	});
	for await (const line of (await client.open({ url })).lines) {
		expect(line).toBe("one");
		break;
	}
	await isClosed;
});

it("ends with our words when the deadline passes, the caller gives up, the connection breaks or a line has no end", async () => {
	const silent = await serve((_, response) => response.write("one\n"));
	await expect(client.open({ url: silent, timeoutMs: 100 }).then(all)).rejects.toMatchObject({ code: "http.timeout" });
	const signal = AbortSignal.timeout(100);
	await expect(client.open({ url: silent, signal }).then(all)).rejects.toMatchObject({ code: "http.aborted" });
	const broken = await serve((_, response) => {
		response.write("one\n");
		setTimeout(() => response.destroy(), 20);
	});
	await expect(client.open({ url: broken }).then(all)).rejects.toMatchObject({ code: "http.unreachable" });
	const endless = await serve((_, response) => response.end("x".repeat(5_000)));
	await expect(client.open({ url: endless, maxBytes: 1_000 }).then(all)).rejects.toMatchObject({ code: "http.unreachable" });
});

it("is given up between two lines, or before the first is read, without ending the process", async () => {
	const url = await serve((_, response) => response.end("one\ntwo\n"));
	const giveUp = new AbortController();
	const { lines } = await client.open({ url, signal: giveUp.signal });
	giveUp.abort();
	// An error that nobody listened to would come in a turn of its own.
	await new Promise((resolve) => setImmediate(resolve));
	await expect(all({ status: 200, headers: {}, lines })).rejects.toMatchObject({ code: "http.aborted" });
	const between = new AbortController();
	const reader = (await client.open({ url, signal: between.signal })).lines[Symbol.asyncIterator]();
	expect((await reader.next()).value).toBe("one");
	between.abort();
	await new Promise((resolve) => setImmediate(resolve));
	await reader.return?.();
});

it("shows its client certificate, trusts only the authority it was given, and uses a connection again", async () => {
	const authority = makeCertificate({ name: "authority.test", isAuthority: true });
	const server = makeCertificate({ name: "api.test", by: authority });
	const person = makeCertificate({ name: "ana", by: authority });
	const listener: RequestListener = (request, response) => {
		const { socket } = request;
		response.end(socket instanceof TLSSocket ? `${socket.getPeerCertificate().subject.CN} ${socket.remotePort}` : "not TLS");
	};
	const options = { cert: server.certificate, key: server.key, ca: authority.certificate, requestCert: true, rejectUnauthorized: true };
	const url = `https://127.0.0.1:${await portOf(createTlsServer(options, listener))}/`;
	const tls: TlsIdentity = { ca: authority.certificate, client: person, serverName: "api.test", isUnverified: false };
	const first = await client.request({ url, tls });
	expect(first.body).toMatch(/^ana \d+$/);
	expect((await client.request({ url, tls })).body).toBe(first.body);
	expect(await client.open({ url, tls }).then(all)).toEqual([expect.stringMatching(/^ana \d+$/)]);
	await expect(client.request({ url, tls: { ...tls, ca: null } })).rejects.toMatchObject({ code: "http.unreachable" });
	await expect(client.request({ url, tls: { ...tls, serverName: null } })).rejects.toThrow("its certificate is for another host");
	await expect(client.request({ url, tls: { ...tls, client: null } })).rejects.toMatchObject({ code: "http.unreachable" });
});
