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
	kept: { plain: new PlainAgent(kept), secure: new Agent(kept) },
	own: { plain: new PlainAgent(proxy), secure: new Agent(proxy) },
};

/**
 * How many requests of one identity are under way at a host at once; more wait for a connection that is there already. Without a limit two hundred questions at the
 * same moment are two hundred handshakes, which together took longer than one of them may (measured: 10 s on two busy cores).
 */
const MOST_SOCKETS = 32;

/** What a request needs of its connection: a kept one will do, it wants one of its own, or it keeps it for long (an answer that is read as it comes). */
export type Connecting = "kept" | "own" | "lasting";

/** One agent of each kind for each identity, kept as long as the identity is. */
const known = new WeakMap<TlsIdentity, Readonly<Record<Connecting, Agent>>>();

function agentsOf(identity: TlsIdentity): Readonly<Record<Connecting, Agent>> {
	const found = known.get(identity);
	if (found !== undefined) return found;
	const through = identity.proxy === undefined ? proxy : { proxyEnv: { HTTPS_PROXY: identity.proxy } };
	const options = { ...tlsOptions(identity), ...through };
	const made = {
		kept: new Agent({ ...kept, ...options, maxSockets: MOST_SOCKETS }),
		own: new Agent(options),
		// Not counted among the others: they would take all the places and keep them.
		lasting: new Agent({ ...kept, ...options }),
	};
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
export function agentFor(url: URL, connecting: Connecting, identity: TlsIdentity | null): HttpAgent {
	if (identity !== null && url.protocol === "https:") return agentsOf(identity)[connecting];
	return agents[connecting === "own" ? "own" : "kept"][url.protocol === "http:" ? "plain" : "secure"];
}
