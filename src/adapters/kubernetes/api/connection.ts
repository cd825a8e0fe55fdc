import type { Clock, HttpClient, HttpLines, HttpRequest, HttpResponse, Logger } from "../../../core/runtime.ts";
import { type Asked, unreachable } from "./faults.ts";
import type { Credentials, Login } from "./login.ts";
import type { ClusterName } from "./port.ts";
import { WarningLog } from "./warnings.ts";

const MOST_TEXT = 64 * 1024;

/** What a connection to a cluster is made of. */
export interface ConnectionParts {
	readonly cluster: ClusterName;
	/** The server's URL as it is asked. */
	readonly server: string;
	readonly credentials: Credentials;
	readonly http: HttpClient;
	readonly clock: Clock;
	readonly log: Logger;
}

/** One thing that is sent; who sends it is added. */
export interface Sent extends Pick<HttpRequest, "body" | "isOnceOnly" | "method" | "maxBytes" | "timeoutMs" | "signal"> {
	readonly url: string;
	readonly accept: string;
	readonly contentType?: string;
}

/** Sends requests to one cluster as the one who is logged in, and hands on what it warns of. */
export class Connection {
	readonly parts: ConnectionParts;
	readonly #warnings: WarningLog;

	constructor(parts: ConnectionParts) {
		this.parts = parts;
		this.#warnings = new WarningLog(parts.log);
	}

	asked(verb: string, what: string, isConditional = false): Asked {
		return { cluster: this.parts.cluster, who: this.parts.credentials.who, verb, what, isConditional };
	}

	/** Any status is a value. Throws `kubernetes.unreachable`, `kubernetes.aborted`, and what logging in throws. */
	async request(sent: Sent, asked: Asked): Promise<HttpResponse> {
		return await this.#asWhoWeAre(asked, async (login) => await this.parts.http.request(requestOf(sent, login)), done);
	}

	/** The same, with the answer line by line while it comes. */
	async open(sent: Sent, asked: Asked): Promise<HttpLines> {
		return await this.#asWhoWeAre(asked, async (login) => await this.parts.http.open(requestOf(sent, login)), textOf);
	}

	/** A token may have been revoked before its time: then once more with a new one. */
	async #asWhoWeAre<Answer extends Pick<HttpResponse, "status" | "headers">>(
		asked: Asked,
		ask: (login: Login) => Promise<Answer>,
		leave: (answer: Answer) => Promise<unknown>,
	): Promise<Answer> {
		const { credentials } = this.parts;
		const login = await credentials.login();
		const answer = await this.#told(asked, ask(login));
		if (answer.status !== 401 || !(await credentials.renew(login))) return answer;
		await leave(answer);
		return await this.#told(asked, ask(await credentials.login()));
	}

	async #told<Answer extends Pick<HttpResponse, "headers">>(asked: Asked, asking: Promise<Answer>): Promise<Answer> {
		try {
			const answer = await asking;
			this.#warnings.take(answer.headers["warning"] ?? "");
			return answer;
		} catch (thrown) {
			throw unreachable(asked, thrown);
		}
	}
}

/** Nothing is left to be read of it. */
const done = async (): Promise<void> => undefined;

/** What an answer says that is no watch, its first part; its connection is then over. */
export async function textOf({ lines }: HttpLines): Promise<string> {
	let text = "";
	for await (const line of lines) {
		text += `${line}\n`;
		if (text.length > MOST_TEXT) break;
	}
	return text;
}

function requestOf({ accept, contentType, ...request }: Sent, { tls, headers }: Login): HttpRequest {
	const type = contentType === undefined ? {} : { "content-type": contentType };
	return { ...request, tls, headers: { ...headers, ...type, accept } };
}
