import postgres from "postgres";
import { BackoutError } from "../../core/error.ts";
import type { Clock } from "../../core/runtime.ts";
import { soundText } from "../text.ts";
import { postgresFault, unreachable } from "./fault.ts";

const CONNECT_LIMIT_S = 5;
/** Nothing of ours is under way when the store is closed; this passes only when the server is away. */
const CLOSE_LIMIT_S = 1;
/** The server ends a statement of ours by itself after this; ours are all short. */
const STATEMENT_LIMIT_MS = 10_000;
/** Longer than the server's limit: it passes only when the network swallows the answer. */
const ANSWER_LIMIT_MS = 15_000;

/** The part of postgres.js that Kysely's driver uses; every throw is a BackoutError that names the server. */
export interface PostgresPool {
	end(): Promise<void>;
	reserve(): Promise<ReservedConnection>;
}

interface ReservedConnection {
	release(): void;
	unsafe(query: string, parameters?: PostgresParameter[]): Promise<postgres.RowList<postgres.Row[]>>;
}

type PostgresParameter = string | number | null;

/** A pool that connects on first use; throws `store.bad-url`. `server` is host, port and database without user or password. */
export function connectPool(url: string, clock: Clock): PostgresPool {
	const server = serverText(url);
	const pool = postgres(url, {
		max: 4,
		connect_timeout: CONNECT_LIMIT_S,
		// Seconds before the next try; its own waits grow to 20 s, too long when the database has just come back.
		backoff: () => 0.2,
		// Ours is never the one that keeps a finished command alive.
		idle_timeout: 30,
		onnotice: () => undefined,
		types: { bigint: { to: 20, from: [20], parse: (text: string) => Number(text), serialize: (value: number) => String(value) } },
		connection: {
			application_name: "backout",
			statement_timeout: STATEMENT_LIMIT_MS,
			lock_timeout: 5_000,
			idle_in_transaction_session_timeout: STATEMENT_LIMIT_MS,
		},
	});
	return {
		end: () => pool.end({ timeout: CLOSE_LIMIT_S }),
		reserve: async () => guardedConnection(await translating(server, pool.reserve()), server, clock),
	};
}

function guardedConnection(connection: postgres.ReservedSql, server: string, clock: Clock): ReservedConnection {
	let isStuck = false;
	return {
		release() {
			// A connection that never answered would block whoever gets it next.
			if (!isStuck) connection.release();
		},
		async unsafe(query, parameters = []) {
			// Prepared: one round trip instead of two. `?prepare=false` in the URL turns it off for poolers that cannot.
			const answer = translating(server, connection.unsafe(query, parameters.map(soundParameter), { prepare: true }));
			return withinLimit(answer, server, clock, () => {
				isStuck = true;
			});
		},
	};
}

function soundParameter(value: PostgresParameter): PostgresParameter {
	return typeof value === "string" ? soundText(value) : value;
}

async function withinLimit<T>(answer: Promise<T>, server: string, clock: Clock, onSilence: () => void): Promise<T> {
	const answered = new AbortController();
	const silence = clock.sleep(ANSWER_LIMIT_MS, answered.signal).then(() => {
		if (answered.signal.aborted) return answer;
		onSilence();
		throw unreachable(server, `(no answer within ${ANSWER_LIMIT_MS / 1_000} s)`, null);
	});
	try {
		return await Promise.race([answer, silence]);
	} finally {
		answered.abort();
	}
}

async function translating<T>(server: string, work: PromiseLike<T>): Promise<T> {
	try {
		return await work;
	} catch (thrown) {
		throw postgresFault(thrown, server);
	}
}

/** `host:port/database` of the URL; throws `store.bad-url` without repeating it, for it may hold a password. */
function serverText(url: string): string {
	const address = URL.parse(url);
	// A socket's directory stands in `?host=`.
	const host = address?.hostname || address?.searchParams.get("host");
	if (address === null || !host || !/^postgres(?:ql)?:$/.test(address.protocol)) throw badUrl();
	return `${host}:${address.port || "5432"}${address.pathname}`;
}

function badUrl(): BackoutError {
	return new BackoutError({
		code: "store.bad-url",
		message: "The PostgreSQL address in `state:` is no postgres:// URL.",
		fix: "Write it as postgres://user:password@host:5432/database; percent-encode special characters in the password.",
	});
}
