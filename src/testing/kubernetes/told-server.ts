import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createKubernetesApi } from "../../adapters/kubernetes/api/client.ts";
import type { Credentials, Login } from "../../adapters/kubernetes/api/login.ts";
import type { KubernetesApi } from "../../adapters/kubernetes/api/port.ts";
import type { Logger } from "../../core/runtime.ts";
import { systemClock } from "../../runtime/clock.ts";
import { createHttpClient } from "../../runtime/http.ts";

/** How the stub answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** A stub of an API server for tests: it answers what a test tells it to, the last answer again and again. */
export interface StubServer extends AsyncDisposable {
	readonly api: KubernetesApi;
	/** Method, path and query of every request, in order. */
	readonly asked: readonly string[];
	/** What was logged as warning. */
	readonly warned: readonly string[];
}

/** Starts the stub on a free port of loopback. */
export async function stubServer(answers: readonly Answer[], credentials: Credentials = nobody): Promise<StubServer> {
	const asked: string[] = [];
	const warned: string[] = [];
	const listener: RequestListener = (request, response) => {
		const url = new URL(request.url ?? "/", "http://stub");
		const answer = answers[Math.min(asked.length, answers.length - 1)];
		asked.push(`${request.method} ${request.url}`);
		answer?.(request, response, url);
	};
	const server = createServer(listener);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the stub has no port");
	const url = `http://127.0.0.1:${address.port}/`;
	const log: Logger = { debug: () => undefined, info: () => undefined, warn: (message) => warned.push(message) };
	const cluster = { context: "prod", server: "https://prod:6443", namespace: "shop", kubeconfig: null };
	const http = createHttpClient({ clock: systemClock });
	return {
		api: createKubernetesApi({ cluster, server: url, credentials, http, clock: systemClock, log }),
		asked,
		warned,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

const login: Login = { tls: { ca: null, client: null, serverName: null, isUnverified: false }, headers: {} };
const nobody: Credentials = { who: "user ana", login: async () => login, renew: async () => false };

/** Answers with JSON. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
	return (_, response) => response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

/** Answers with a Status, as an API server refuses. */
export function status(code: number, reason: string, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
	return json(code, { kind: "Status", apiVersion: "v1", status: "Failure", reason, message, code }, headers);
}

/** Answers as a watch, then ends, or breaks off when `isBroken`. */
export function watchOf(lines: readonly string[], isBroken = false): Answer {
	return (_, response) => {
		response.writeHead(200, { "content-type": "application/json" });
		response.write(lines.join(""));
		if (isBroken) setTimeout(() => response.destroy(), 20);
		else response.end();
	};
}
