import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { BackoutError } from "../core/error.ts";
import type { HttpRequest } from "../core/runtime.ts";
import { type Issued, makeCertificate } from "../testing/certificates.ts";
import { systemClock } from "./clock.ts";
import { createHttpClient } from "./http.ts";
import { createMasker } from "./masker.ts";

const client = createHttpClient({ clock: { now: systemClock.now, sleep: async () => {} } });
const servers: (Server | TlsServer)[] = [];

afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

async function serve(listener: RequestListener): Promise<string> {
	const server = createServer(listener);
	servers.push(server);
	return await listening(server, "http");
}

async function listening(server: TcpServer, scheme: "http" | "https"): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the server has no port");
	return `${scheme}://127.0.0.1:${address.port}`;
}

async function faultOf(request: HttpRequest, by = client): Promise<BackoutError> {
	const fault = await by.request(request).catch((error: unknown) => error);
	if (!(fault instanceof BackoutError)) throw new Error(`expected a BackoutError, got ${String(fault)}`);
	return fault;
}

/** Writes until the client goes away; tells how much it wrote. */
function pour(response: ServerResponse, chunk: Buffer): Promise<number> {
	return new Promise((resolve) => {
		let written = 0;
		const more = () => {
			while (!response.destroyed && written < 200_000_000) {
				written += chunk.length;
				if (!response.write(chunk)) return response.once("drain", more);
			}
			return response.end();
		};
		response.once("close", () => resolve(written));
		more();
	});
}

test("any status is a value, with headers in lower case and the body", async () => {
	const url = await serve((_, response) => response.writeHead(503, { "X-Why": "busy" }).end("down"));
	const answer = await client.request({ url });
	expect(answer).toMatchObject({ status: 503, body: "down", isTruncated: false });
	expect(answer.headers["x-why"]).toBe("busy");
});

test("method, headers and body arrive; user and password of the URL become basic authorization", async () => {
	const url = await serve((request, response) => {
		let body = "";
		request.on("data", (chunk) => (body += chunk));
		request.on("end", () => response.end(JSON.stringify([request.method, request.headers["x-a"], request.headers.authorization, body])));
	});
	const answer = await client.request({ url: url.replace("//", "//ana:p%40ss@"), method: "POST", headers: { "X-A": "1" }, body: "hello" });
	expect(JSON.parse(answer.body)).toEqual(["POST", "1", `Basic ${Buffer.from("ana:p@ss").toString("base64")}`, "hello"]);
});

test("a body beyond the limit is cut and the rest is not downloaded", async () => {
	let poured: Promise<number> = Promise.resolve(0);
	const url = await serve((_, response) => {
		poured = pour(response, Buffer.alloc(65_536, "a"));
	});
	const answer = await client.request({ url, maxBytes: 1_000 });
	expect(answer.isTruncated).toBe(true);
	expect(answer.body).toBe("a".repeat(1_000));
	expect(await poured).toBeLessThan(20_000_000);
});

test("a body of exactly the limit is whole", async () => {
	const url = await serve((_, response) => response.end("abcd"));
	expect(await client.request({ url, maxBytes: 4 })).toMatchObject({ body: "abcd", isTruncated: false });
});

test("a gzip bomb is cut by its unpacked size", async () => {
	const bomb = gzipSync(Buffer.alloc(50_000_000));
	const url = await serve((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
	const answer = await client.request({ url, maxBytes: 1_000 });
	expect(answer).toMatchObject({ isTruncated: true });
	expect(answer.body).toHaveLength(1_000);
});

test("an endless drip ends at the deadline", async () => {
	const url = await serve((_, response) => {
		const drip = setInterval(() => response.write("."), 10);
		response.once("close", () => clearInterval(drip));
	});
	const fault = await faultOf({ url, timeoutMs: 100 });
	expect(fault).toMatchObject({ code: "http.timeout", retryable: true, message: `${url}/ did not answer completely within 100 ms` });
});

test("a host that never answers ends at the deadline, and a caller who leaves is told apart", async () => {
	const url = await serve(() => {});
	expect(await faultOf({ url, timeoutMs: 50 })).toMatchObject({ code: "http.timeout" });
	expect(await faultOf({ url, signal: AbortSignal.timeout(20) })).toMatchObject({ code: "http.aborted" });
	expect(await faultOf({ url, signal: AbortSignal.abort() })).toMatchObject({ code: "http.aborted" });
});

test("a refused connection says so", async () => {
	const url = await serve(() => {});
	const server = servers.pop();
	await new Promise((resolve) => server?.close(resolve));
	expect(await faultOf({ url })).toMatchObject({
		code: "http.unreachable",
		message: `${url}/ could not be reached: the connection was refused`,
	});
});

test("a connection closed half-way through the body is unreachable, never a short body", async () => {
	const url = await serve((_, response) => {
		response.writeHead(200, { "content-length": "100" });
		response.write("half", () => response.destroy());
	});
	expect(await faultOf({ url })).toMatchObject({ code: "http.unreachable" });
});

test("a kept connection that is closed when it is used again is replaced by a new one", async () => {
	let connections = 0;
	const server = createTcpServer((socket) => {
		connections += 1;
		let asked = 0;
		socket.on("error", () => {});
		socket.on("data", () => {
			asked += 1;
			if (asked === 1) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			else socket.destroy();
		});
	});
	const url = await listening(server, "http");
	try {
		expect((await client.request({ url })).body).toBe("ok");
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect((await client.request({ url })).body).toBe("ok");
		expect(connections).toBe(2);
	} finally {
		server.close();
	}
});

test("no error shows user, password, query values or a known secret", async () => {
	const masker = createMasker();
	masker.add("path-canary");
	const masked = createHttpClient({ clock: systemClock, masker });
	const fault = await faultOf({ url: "http://ana:pw-canary@127.0.0.1:47/path-canary?token=query-canary#hash-canary" }, masked);
	expect(fault.message).toBe("http://127.0.0.1:47/***?token=… could not be reached: the connection was refused");
	for (const url of ["canary", "ftp://canary", "http://%zz:canary@h/"]) {
		const bad = await faultOf({ url }, masked);
		expect(bad.code).toBe("http.bad-url");
		expect(JSON.stringify([bad.message, bad.fix, String(bad.cause)])).not.toContain("canary");
	}
});

test("a body is sent with every method", async () => {
	const url = await serve((request, response) => {
		let body = "";
		request.on("data", (chunk) => (body += chunk));
		request.on("end", () => response.end(`${request.method} ${body}`));
	});
	for (const method of ["DELETE", "PATCH", "POST", "OPTIONS"]) {
		expect((await client.request({ url, method, body: "\u00fcber" })).body).toBe(`${method} \u00fcber`);
	}
});

test("a header with several values is sent as several fields", async () => {
	const url = await serve((request, response) => response.end(JSON.stringify(request.rawHeaders)));
	const { body } = await client.request({ url, headers: { "X-Group": ["a,b", "c\n"] } });
	const raw: unknown[] = JSON.parse(body);
	const at = raw.indexOf("x-group");
	expect(raw.slice(at, at + 4)).toEqual(["x-group", "a,b", "x-group", "c"]);
});

test("a header that HTTP does not allow is named without its value", async () => {
	const fault = await faultOf({ url: "http://127.0.0.1:1/", headers: { authorization: "Bearer canary\nx" } });
	expect(fault.code).toBe("http.bad-header");
	expect(fault.message).toContain('"authorization"');
	expect(`${fault.message} ${fault.stack}`).not.toContain("canary");
});

test("retries only where asked: on 5xx and closed connections, not on 4xx", async () => {
	let calls = 0;
	const failing = (status: number) => (_: IncomingMessage, response: ServerResponse) => {
		calls++;
		if (calls === 1) response.destroy();
		else response.writeHead(calls === 2 ? status : 200).end();
	};
	const url = await serve(failing(502));
	expect(await client.request({ url, retries: 3 })).toMatchObject({ status: 200 });
	expect(calls).toBe(3);
	calls = 0;
	expect(await faultOf({ url: await serve(failing(502)) })).toMatchObject({ code: "http.unreachable" });
	expect(calls).toBe(1);
	const missing = await serve(failing(404));
	expect(await client.request({ url: missing, retries: 3 })).toMatchObject({ status: 404 });
});

test("the last 5xx is the answer when every try gave one", async () => {
	let calls = 0;
	const url = await serve((_, response) => response.writeHead(500 + calls++).end());
	expect(await client.request({ url, retries: 2 })).toMatchObject({ status: 502 });
});

test("a redirect within the host is followed, one to another host is a value", async () => {
	const other = await serve((_, response) => response.end("other"));
	const url = await serve((request, response) => {
		if (request.url === "/a") response.writeHead(302, { location: "/b" }).end();
		else if (request.url === "/away") response.writeHead(302, { location: other }).end();
		else response.end("b");
	});
	expect(await client.request({ url: `${url}/a` })).toMatchObject({ status: 200, body: "b" });
	expect(await client.request({ url: `${url}/away` })).toMatchObject({ status: 302 });
	expect(await client.request({ url: `${url}/a`, method: "POST", body: "x" })).toMatchObject({ status: 302 });
});

test("a redirect that goes round in circles ends as a value", async () => {
	const url = await serve((_, response) => response.writeHead(302, { location: "/" }).end());
	expect(await client.request({ url })).toMatchObject({ status: 302 });
});

test("what is packed for the way arrives unpacked, and a lie about the packing is told", async () => {
	const packed = { gzip: gzipSync("hello"), br: brotliCompressSync("hello"), deflate: deflateSync("hello") };
	const url = await serve((request, response) => {
		const coding = (request.url ?? "").slice(1);
		const body = Object.entries(packed).find(([name]) => name === coding)?.[1] ?? "hello";
		response.writeHead(200, { "content-encoding": coding === "lie" ? "gzip" : coding }).end(body);
	});
	for (const coding of Object.keys(packed)) expect(await client.request({ url: `${url}/${coding}` })).toMatchObject({ body: "hello" });
	expect(await client.request({ url: `${url}/unheard-of` })).toMatchObject({ body: "hello" });
	expect(await faultOf({ url: `${url}/lie` })).toMatchObject({ code: "http.unreachable" });
});

test("an answer without a body may name a packing all the same", async () => {
	const url = await serve((request, response) =>
		response.writeHead(request.url === "/none" ? 204 : 200, { "content-encoding": "gzip" }).end(),
	);
	expect(await client.request({ url: `${url}/none` })).toMatchObject({ status: 204, body: "" });
	expect(await client.request({ url, method: "HEAD" })).toMatchObject({ status: 200, body: "" });
});

test("one connection serves several reading requests, a writing one has its own, and what comes several times in the headers is joined", async () => {
	const ports = new Set<number | undefined>();
	const url = await serve((request, response) => {
		ports.add(request.socket.remotePort);
		response
			.writeHead(
				200,
				[
					["x-a", "1"],
					["x-a", "2"],
					["set-cookie", "a=1"],
					["set-cookie", "b=2"],
				].flat(),
			)
			.end("ok");
	});
	await client.request({ url });
	expect((await client.request({ url })).headers).toMatchObject({ "x-a": "1, 2", "set-cookie": "a=1, b=2" });
	expect(ports.size).toBe(1);
	await client.request({ url, method: "POST", body: "a" });
	expect(ports.size).toBe(2);
});

test("what the host itself refuses the second time goes over a kept connection, and once more over a new one when that was closed", async () => {
	const asked: (number | undefined)[] = [];
	const url = await serve((request, response) => {
		asked.push(request.socket.remotePort);
		if (asked.length === 3) request.socket.destroy();
		else response.end("ok");
	});
	await client.request({ url });
	await client.request({ url, method: "PATCH", body: "a", isOnceOnly: true });
	expect(new Set(asked).size).toBe(1);
	expect(await client.request({ url, method: "PATCH", body: "b", isOnceOnly: true })).toMatchObject({ status: 200, body: "ok" });
	expect(new Set(asked).size).toBe(2);
	expect(asked.length).toBe(4);
});

test("a write that could happen twice is not sent again", async () => {
	let count = 0;
	const url = await serve((request, response) => {
		count++;
		if (count === 1) response.end("ok");
		else request.socket.destroy();
	});
	await client.request({ url });
	expect(await faultOf({ url, method: "PATCH", body: "a" })).toMatchObject({ code: "http.unreachable" });
	expect(count).toBe(2);
});

test("a line break at the end of a header, as secrets from files have, is left out", async () => {
	const url = await serve((request, response) => response.end(request.headers.authorization));
	expect(await client.request({ url, headers: { authorization: "Bearer s3cret\n" } })).toMatchObject({ body: "Bearer s3cret" });
});

test("an answer that is no HTTP is unreachable, with the reason", async () => {
	const server = createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
	const fault = await faultOf({ url: await listening(server, "http") });
	server.close();
	expect(fault).toMatchObject({ code: "http.unreachable" });
	expect(fault.message).toContain("could not be reached: Parse Error");
});

test("what is wrong with a certificate is told in words", async () => {
	const serveTls = async ({ certificate, key }: Issued) => {
		const server = createTlsServer({ cert: certificate, key }, (_, response) => response.end("ok"));
		servers.push(server);
		return await listening(server, "https");
	};
	const hosts = ["IP:127.0.0.1"];
	const selfSigned = await serveTls(makeCertificate({ name: "self.test", hosts }));
	expect((await faultOf({ url: selfSigned })).message).toBe(`${selfSigned}/ could not be reached: its certificate is self-signed`);
	const authority = makeCertificate({ name: "authority.test", isAuthority: true });
	const strange = await serveTls(makeCertificate({ name: "strange.test", hosts, by: authority }));
	expect((await faultOf({ url: strange })).message).toBe(`${strange}/ could not be reached: its certificate's issuer is unknown`);
});

test("TLS is asked where the issuer is known", async () => {
	const authority = makeCertificate({ name: "authority.test", isAuthority: true });
	const { certificate, key } = makeCertificate({ name: "known.test", hosts: ["IP:127.0.0.1"], by: authority });
	const before = getCACertificates("default");
	setDefaultCACertificates([...before, authority.certificate]);
	const server = createTlsServer({ cert: certificate, key }, (_, response) => response.end("secret"));
	servers.push(server);
	expect(await client.request({ url: await listening(server, "https") })).toMatchObject({ status: 200, body: "secret" });
	setDefaultCACertificates(before);
});
