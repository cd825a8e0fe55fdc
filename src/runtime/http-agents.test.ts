import http from "node:http";
import https from "node:https";
import { expect, test } from "vitest";
import type { TlsIdentity } from "../core/runtime.ts";
import { agentFor } from "./http-agents.ts";

test("plain HTTP goes through an agent of node:http, TLS through one of node:https", () => {
	expect(Object.getPrototypeOf(agentFor(new URL("http://example.com/"), true, null))).toBe(http.Agent.prototype);
	expect(Object.getPrototypeOf(agentFor(new URL("https://example.com/"), true, null))).toBe(https.Agent.prototype);
});

test("an identity has its own agents, the same ones every time; plain HTTP needs none", () => {
	const identity: TlsIdentity = { ca: null, client: null, serverName: "api.test", isUnverified: false };
	const url = new URL("https://example.com/");
	expect(agentFor(url, true, identity)).toBe(agentFor(url, true, identity));
	expect(agentFor(url, true, identity)).not.toBe(agentFor(url, true, { ...identity }));
	expect(agentFor(url, true, identity)).not.toBe(agentFor(url, false, identity));
	expect(agentFor(new URL("http://example.com/"), true, identity)).toBe(agentFor(new URL("http://example.com/"), true, null));
});
