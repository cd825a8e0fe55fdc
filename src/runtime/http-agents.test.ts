import http from "node:http";
import https from "node:https";
import { expect, test } from "vitest";
import { agentFor } from "./http-agents.ts";

test("plain HTTP goes through an agent of node:http, TLS through one of node:https", () => {
	expect(Object.getPrototypeOf(agentFor(new URL("http://example.com/"), true))).toBe(http.Agent.prototype);
	expect(Object.getPrototypeOf(agentFor(new URL("https://example.com/"), true))).toBe(https.Agent.prototype);
});
