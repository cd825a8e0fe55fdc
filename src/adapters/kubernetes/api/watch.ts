import { BackoutError } from "../../../core/error.ts";
import type { HttpLines } from "../../../core/runtime.ts";
import { nameOf, urlOf } from "./address.ts";
import { refusalIn, shownBody } from "./answer.ts";
import { type Connection, textOf } from "./connection.ts";
import { type Asked, oddAnswer, refused, unreachable } from "./faults.ts";
import type { Query, ResourcePath, WatchEvent } from "./port.ts";
import { readWatchLine } from "./watch-line.ts";

/** The server ends a watch after this long; different for each, so that not all come back at once (client-go, tools/cache/reflector.go). */
const SHORTEST_S = 30;
const LONGEST_S = 60;
/** How much longer than the server's own end a connection is believed to live. */
const SLACK_MS = 5_000;
/** How long a connection may take until it says anything: a way that swallows everything must not hide a roll-out for a minute. */
const OPENING_MS = 10_000;
/** No object is larger: etcd takes 1.5 MiB, and JSON is longer than what it keeps. */
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;
const PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** So often in a row half a line and no event: this is no watch. */
const MOST_HALF_LINES = 5;

type From = Query & { readonly resourceVersion: string };

/** What changes, across the server's own ends and broken connections, until the signal aborts; see KubernetesApi.watch. A cluster that cannot be watched from the start throws; one that goes away later is waited for. */
export function watchFrom(connection: Connection, path: ResourcePath, query: From, signal: AbortSignal): AsyncIterable<WatchEvent> {
	return new Watch(connection, path, query, signal).events();
}

class Watch {
	readonly #connection: Connection;
	readonly #path: ResourcePath;
	readonly #query: From;
	readonly #signal: AbortSignal;
	readonly #asked: Asked;
	#resourceVersion: string;
	#wasOpen = false;
	/** Connections in a row that gave no event and broke. */
	#failures = 0;

	constructor(connection: Connection, path: ResourcePath, query: From, signal: AbortSignal) {
		this.#connection = connection;
		this.#path = path;
		this.#query = query;
		this.#signal = signal;
		this.#asked = connection.asked("watch", nameOf(path));
		this.#resourceVersion = query.resourceVersion;
	}

	async *events(): AsyncGenerator<WatchEvent> {
		while (!this.#signal.aborted) {
			try {
				yield* this.#oneConnection();
				this.#failures = 0;
			} catch (thrown) {
				if (this.#signal.aborted) return;
				this.#passOver(thrown);
			}
			await this.#pause();
		}
	}

	async *#oneConnection(): AsyncGenerator<WatchEvent> {
		const answer = await this.#open();
		await assertWatch(answer, this.#asked);
		this.#wasOpen = true;
		let half: string | null = null;
		for await (const line of answer.lines) {
			if (line === "") continue;
			if (half !== null) throw oddAnswer(this.#asked, "a line of the watch is no JSON");
			const read = readWatchLine(line, this.#asked);
			half = read === null ? line : null;
			if (read === null) continue;
			this.#resourceVersion = read.resourceVersion;
			this.#failures = 0;
			yield read.event;
			if (this.#signal.aborted) return;
		}
		if (half !== null) throw this.#brokenOff();
	}

	async #open(): Promise<HttpLines> {
		const seconds = SHORTEST_S + Math.floor(Math.random() * (LONGEST_S - SHORTEST_S + 1));
		const query = { ...this.#query, resourceVersion: this.#resourceVersion, watch: 1, allowWatchBookmarks: true, timeoutSeconds: seconds };
		const url = urlOf(this.#connection.parts.server, this.#path, query);
		const opening = new AbortController();
		const timer = setTimeout(() => opening.abort(), OPENING_MS);
		const signal = AbortSignal.any([this.#signal, opening.signal]);
		const timeoutMs = seconds * 1_000 + SLACK_MS;
		try {
			const sent = { url, accept: "application/json", timeoutMs, maxBytes: LONGEST_LINE_BYTES, signal };
			return await this.#connection.open(sent, this.#asked);
		} catch (thrown) {
			throw opening.signal.aborted ? unreachable(this.#asked, new Error(`it did not answer within ${OPENING_MS} ms`)) : thrown;
		} finally {
			clearTimeout(timer);
		}
	}

	/** What passes by itself is waited for; anything else is thrown. */
	#passOver(thrown: unknown): void {
		if (!(this.#wasOpen && thrown instanceof BackoutError && thrown.retryable)) throw thrown;
		this.#failures += 1;
		const told = this.#failures === 1 ? "warn" : "debug";
		this.#connection.parts.log[told](`the watch broke off and goes on from where it was: ${thrown.message}`);
	}

	#brokenOff(): BackoutError {
		const shown = "its watch ends within a line";
		return this.#failures < MOST_HALF_LINES ? unreachable(this.#asked, new Error(shown)) : oddAnswer(this.#asked, shown);
	}

	async #pause(): Promise<void> {
		const longestMs = Math.min(PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
		await this.#connection.parts.clock.sleep(longestMs * (0.5 + Math.random() / 2), this.#signal);
	}
}

/** Throws what the answer says when it is no watch; its connection is then over. */
async function assertWatch(answer: HttpLines, asked: Asked): Promise<void> {
	const isJson = answer.headers["content-type"]?.startsWith("application/json") ?? false;
	if (answer.status === 200 && isJson) return;
	const shown = { ...answer, body: await textOf(answer) };
	throw answer.status === 200 ? oddAnswer(asked, shownBody(shown)) : refused(asked, refusalIn(shown, asked));
}
