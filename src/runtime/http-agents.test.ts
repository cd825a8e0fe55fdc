import http from "node:http";
import https from "node:https";
import { expect, test } from "vitest";
import type { TlsIdentity } from "../core/runtime.ts";
import { makeCertificate } from "../testing/certificates.ts";
import { systemClock } from "./clock.ts";
import { createHttpClient } from "./http.ts";
import { agentFor } from "./http-agents.ts";

test("plain HTTP goes through an agent of node:http, TLS through one of node:https", () => {
	expect(Object.getPrototypeOf(agentFor(new URL("http://example.com/"), "kept", null))).toBe(http.Agent.prototype);
	expect(Object.getPrototypeOf(agentFor(new URL("https://example.com/"), "kept", null))).toBe(https.Agent.prototype);
});

test("an identity has its own agents, the same ones every time; plain HTTP needs none", () => {
	const identity: TlsIdentity = { ca: null, client: null, serverName: "api.test", isUnverified: false };
	const url = new URL("https://example.com/");
	expect(agentFor(url, "kept", identity)).toBe(agentFor(url, "kept", identity));
	expect(agentFor(url, "kept", identity)).not.toBe(agentFor(url, "kept", { ...identity }));
	expect(agentFor(url, "kept", identity)).not.toBe(agentFor(url, "own", identity));
	expect(agentFor(new URL("http://example.com/"), "kept", identity)).toBe(agentFor(new URL("http://example.com/"), "kept", null));
});

test("many questions at once to one host share a few connections, and what lasts takes none of their places", async () => {
	const authority = makeCertificate({ name: "authority.test", isAuthority: true });
	const own = makeCertificate({ name: "api.test", hosts: ["IP:127.0.0.1"], by: authority });
	const ports = new Set<number | undefined>();
	const server = https.createServer({ cert: own.certificate, key: own.key }, (request, response) => {
		if (request.url === "/watch") return void response.write("one\n");
		ports.add(request.socket.remotePort);
		response.end("ok");
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const url = `https://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
	const tls: TlsIdentity = { ca: authority.certificate, client: null, serverName: null, isUnverified: false };
	const client = createHttpClient({ clock: systemClock });
	const watches = await Promise.all(Array.from({ length: 40 }, () => client.open({ url: `${url}/watch`, tls })));
	const answers = await Promise.all(Array.from({ length: 200 }, () => client.request({ url, tls })));
	expect(answers.every(({ status }) => status === 200)).toBe(true);
	expect(watches.every(({ status }) => status === 200)).toBe(true);
	expect(ports.size).toBeLessThanOrEqual(32);
	server.closeAllConnections();
	server.close();
});
