import type { Agent as HttpAgent } from "node:http";
import { Agent, type AgentOptions } from "node:https";
import { createSecureContext } from "node:tls";
import type { TlsIdentity } from "../core/runtime.ts";

/** An idle connection is closed after this, in milliseconds, as Node's fetch does: a later look meets the service anew, not the old instance behind an old connection. */
const IDLE_MS = 4_000;

/**
 * The class that the agent of node:https extends: the agent of node:http. It is not taken from there because importing node:http also loads the whole of undici,
 * for its WebSocket export (lib/http.js of Node 22 to 24; measured: longer than all the rest of a request together).
 */
const PlainAgent: typeof HttpAgent = Object.getPrototypeOf(Agent);

/** Proxies of the environment count where Node itself would let them count (nodejs.org/api/cli.html#node_use_env_proxy1). */
const proxy = process.env["NODE_USE_ENV_PROXY"] === "1" ? { proxyEnv: process.env } : {};
const kept = { keepAlive: true, timeout: IDLE_MS, ...proxy } as const;
const agents = {
	reusing: { plain: new PlainAgent(kept), secure: new Agent(kept) },
	single: { plain: new PlainAgent(proxy), secure: new Agent(proxy) },
};

/** One agent for each identity, kept as long as the identity is. */
const known = new WeakMap<TlsIdentity, { readonly reusing: Agent; readonly single: Agent }>();

function agentsOf(identity: TlsIdentity): { readonly reusing: Agent; readonly single: Agent } {
	const found = known.get(identity);
	if (found !== undefined) return found;
	const tls = tlsOptions(identity);
	const through = identity.proxy === undefined ? proxy : { proxyEnv: { HTTPS_PROXY: identity.proxy } };
	const made = { reusing: new Agent({ ...kept, ...tls, ...through }), single: new Agent({ ...tls, ...through }) };
	known.set(identity, made);
	return made;
}

/** The certificates are read once for all connections, not for each anew. */
function tlsOptions({ ca, client, serverName, isUnverified }: TlsIdentity): AgentOptions {
	const secureContext = createSecureContext({
		...(ca === null ? {} : { ca }),
		...(client === null ? {} : { cert: client.certificate, key: client.key }),
	});
	return {
		secureContext,
		...(serverName === null ? {} : { servername: serverName }),
		rejectUnauthorized: !isUnverified,
	};
}

/** Who opens the connections to the URL's host. What may be repeated may use one again; any other write gets its own, because a kept one may be closed by the other side just when it is used, and then nobody knows what arrived. */
export function agentFor(url: URL, mayReuse: boolean, identity: TlsIdentity | null): HttpAgent {
	if (identity !== null && url.protocol === "https:") return agentsOf(identity)[mayReuse ? "reusing" : "single"];
	return agents[mayReuse ? "reusing" : "single"][url.protocol === "http:" ? "plain" : "secure"];
}
