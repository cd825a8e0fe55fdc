import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

/** One request as it arrived, body and all. */
export interface Received {
	readonly method: string;
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** A real HTTP server on loopback that remembers what it was sent. */
export interface Sink {
	readonly url: string;
	readonly received: readonly Received[];
	/** Ends the server and every open connection. */
	stop(): Promise<void>;
}

/** Starts a sink on a free port; `answer` writes each response after the whole request has come. */
export async function startSink(answer: (request: Received, response: ServerResponse) => void): Promise<Sink> {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const body = Buffer.concat(chunks).toString("utf8");
			const whole = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
			received.push(whole);
			answer(whole, response);
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port on loopback");
	return {
		url: `http://127.0.0.1:${address.port}`,
		received,
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
}
