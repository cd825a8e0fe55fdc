import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** One request as the proxy sees it. */
export interface ProxiedCall {
	/** `UpdateService` for JSON and query services; `PUT /bucket/key` for REST ones. */
	readonly name: string;
	readonly body: string;
}

/** What is done to calls instead of passing them on. */
export interface Trouble {
	readonly when: (call: ProxiedCall) => boolean;
	/** How many of them; the next one passes. Infinity for all. */
	readonly times: number;
	/** `lost-answer`: passed on and carried out, but the connection breaks before the answer. */
	readonly kind: "throttled" | "unavailable" | "denied" | "expired" | "gone" | "lost-answer";
}

export interface TroubleProxy {
	readonly url: string;
	/** Every call so far, those in trouble included. */
	readonly calls: readonly ProxiedCall[];
	trouble(trouble: Trouble): void;
	/** Does something right before the next such call is passed on, once. */
	before(when: Trouble["when"], act: () => Promise<void>): void;
	close(): Promise<void>;
}

const ANSWERS = {
	throttled: [400, "ThrottlingException", "Rate exceeded"],
	unavailable: [503, "ServiceUnavailable", "Service is unavailable"],
	denied: [403, "AccessDenied", "User: arn:aws:iam::123456789012:user/tester may not do this"],
	// ECS's answer for a task definition that was deleted.
	gone: [400, "ClientException", "Unable to describe task definition."],
	expired: [403, "ExpiredTokenException", "The security token included in the request is expired"],
} as const;

type Refused = readonly [status: number, name: string];

/** What a test plays instead of moto, or on top of it. */
export interface Played {
	/** The whole answer to a call that moto does not know; null: ask moto. */
	readonly answer?: (call: ProxiedCall) => Promise<object | null> | object | null;
	/** The status and the error's name for a call that moto does not know. */
	readonly refuse?: (call: ProxiedCall) => Promise<Refused | null> | Refused | null;
	/** Changes moto's answer, JSON only. */
	readonly amend?: (call: ProxiedCall, answered: string) => string;
}

/** A proxy before moto that makes trouble on demand. */
export async function startProxy(moto: string, played: Played = {}): Promise<TroubleProxy> {
	const calls: ProxiedCall[] = [];
	const firsts: { readonly when: Trouble["when"]; readonly act: () => Promise<void> }[] = [];
	const troubles: { readonly trouble: Trouble; left: number }[] = [];
	const server = createServer((incoming, answer) => {
		void (async () => {
			const body = await buffer(incoming);
			const call = { name: nameOf(incoming, body.toString("utf8")), body: body.toString("utf8") };
			calls.push(call);
			const hit = troubles.find(({ trouble, left }) => left > 0 && trouble.when(call));
			if (hit !== undefined) hit.left -= 1;
			if (hit !== undefined && hit.trouble.kind !== "lost-answer") return refuse(incoming, answer, hit.trouble.kind);
			const first = firsts.findIndex(({ when }) => when(call));
			if (first >= 0) await firsts.splice(first, 1)[0]?.act();
			const refused = (await played.refuse?.(call)) ?? null;
			if (refused !== null) {
				const [status, name] = refused;
				answer.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": name });
				return void answer.end(JSON.stringify({ Type: "User", message: name }));
			}
			const own = (await played.answer?.(call)) ?? null;
			if (own !== null) return void answer.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(own));
			const passed = await passOn(moto, incoming, body);
			const answered = await buffer(passed);
			const isAmended = (passed.statusCode ?? 500) < 300 && played.amend !== undefined;
			const given = isAmended ? played.amend(call, answered.toString("utf8")) : answered;
			if (hit !== undefined) return void incoming.socket.destroy();
			const { "content-length": _length, "transfer-encoding": _encoding, ...headers } = passed.headers;
			answer.writeHead(passed.statusCode ?? 502, headers);
			answer.end(given);
		})().catch(() => incoming.socket.destroy());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		calls,
		trouble: (trouble) => void troubles.push({ trouble, left: trouble.times }),
		before: (when, act) => void firsts.push({ when, act }),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function passOn(moto: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
	const { hostname, port } = new URL(moto);
	const passed = request({ hostname, port, method, path: url, headers });
	passed.end(body);
	const [response] = await once(passed, "response");
	return response as IncomingMessage;
}

function nameOf({ method, url, headers }: IncomingMessage, body: string): string {
	const target = headers["x-amz-target"];
	if (typeof target === "string") return target.split(".").at(-1) ?? target;
	const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1];
	return action ?? `${method} ${(url ?? "").split("?")[0]}`;
}

/** In the form of the protocol that the request speaks: JSON, or XML for query and REST. */
function refuse({ headers }: IncomingMessage, answer: ServerResponse, kind: keyof typeof ANSWERS): void {
	const [status, code, message] = ANSWERS[kind];
	const isJson = /json/.test(headers["content-type"] ?? "") || headers["x-amz-target"] !== undefined;
	answer.writeHead(status, { "content-type": isJson ? "application/x-amz-json-1.1" : "text/xml", "x-amzn-errortype": code });
	if (isJson) return void answer.end(JSON.stringify({ __type: code, message, Message: message }));
	const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
	answer.end(
		/urlencoded/.test(headers["content-type"] ?? "")
			? `<ErrorResponse>${error}</ErrorResponse>`
			: `<?xml version="1.0"?>${error.replace("<Type>Sender</Type>", "")}`,
	);
}
