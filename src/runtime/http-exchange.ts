import type { IncomingMessage } from "node:http";
import { request as send } from "node:https";
import type { Socket } from "node:net";
import type { TlsIdentity } from "../core/runtime.ts";
import { agentFor, type Connecting } from "./http-agents.ts";
import { redirectWithin } from "./http-url.ts";

const MOST_REDIRECTS = 5;

/** What is sent. */
export interface Call {
	readonly method: string;
	/** `own` for what must not be sent twice; anything else only reads, or is refused by the host the second time. */
	readonly connecting: Connecting;
	/** Checked: names and values that HTTP allows. */
	readonly headers: Readonly<Record<string, string | string[]>>;
	readonly body: string | null;
	readonly tls: TlsIdentity | null;
	readonly signal: AbortSignal;
}

/** The answer with its body still to be read. Redirects are followed for GET and HEAD within the same host only. Throws what the connection throws. */
export async function open(start: URL, call: Call): Promise<IncomingMessage> {
	let url = start;
	for (let hops = 0; ; hops++) {
		const answer = await ask(url, call);
		const next = isRedirect(answer.statusCode) && isReading(call) ? redirectWithin(url, answer.headers.location ?? null) : null;
		if (next === null || hops === MOST_REDIRECTS) return answer;
		answer.destroy();
		url = next;
	}
}

/** The headers of an answer, with names in lower case; what came several times is joined with commas. */
export function headersIn(answer: IncomingMessage): Readonly<Record<string, string>> {
	const entries = Object.entries(answer.headers).map(([name, value = ""]) => [name, Array.isArray(value) ? value.join(", ") : value]);
	return Object.fromEntries(entries);
}

/** A kept connection that the other side closed just when it was used says nothing about the service: what may be repeated is sent once more on a new one (nodejs.org/api/http.html#requestreusedsocket). */
function ask(url: URL, call: Call, connecting = call.connecting): Promise<IncomingMessage> {
	const { method, headers, body, tls, signal } = call;
	return new Promise((resolve, reject) => {
		const request = send(url, { agent: agentFor(url, connecting, tls), method, headers, signal });
		request.once("response", resolve);
		request.once("socket", hearErrors);
		request.on("error", (error) => {
			if (connecting !== "own" && request.reusedSocket && !signal.aborted) resolve(ask(url, call, "own"));
			else reject(error);
		});
		if (body === null) request.end();
		else request.end(body);
	});
}

const heard = new WeakSet<Socket>();

/** Between the end of a body and the connection's return to its agent nobody listens to it (seen with Node 24): an abort just then would end the process. Readers are told of errors by the reading. */
function hearErrors(socket: Socket): void {
	if (heard.has(socket)) return;
	heard.add(socket);
	socket.on("error", () => undefined);
}

function isReading({ method }: Call): boolean {
	return method === "GET" || method === "HEAD";
}

function isRedirect(status: number | undefined): boolean {
	return [301, 302, 303, 307, 308].includes(status ?? 0);
}
