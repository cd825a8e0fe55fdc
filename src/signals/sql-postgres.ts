import postgres from "postgres";
import { errorText } from "../core/error.ts";
import { oneLine } from "./excerpt.ts";
import type { Ask, Database, DatabaseAnswer, DatabaseFault, DatabaseLimit, Row } from "./sql-database.ts";

/** A table that a migration holds is told of sooner than a slow query. */
const LOCK_LIMIT_MS = 2_000;
/** Saying goodbye to a server that has just answered. */
const CLOSE_LIMIT_S = 1;

/** Codes of postgres.js and of the system, and SQLSTATE classes (www.postgresql.org/docs/current/errcodes-appendix.html), that say the server could not be spoken with. */
const AWAY =
	/^(?:ECONN|ENOTFOUND|EAI_|ENETUNREACH|EHOST|ETIMEDOUT|EPIPE|ENOENT|CONNECT_TIMEOUT|CONNECTION_|ERR_TLS|ERR_SSL|SELF_SIGNED|DEPTH_ZERO|CERT_|UNABLE_TO_|08|57P|53)/;
/** A statement that was cancelled by its limit, and a lock that was not given. */
const LATE = /^(?:57014|55P03)$/;
/** Faults of data: their words hold the values. */
const OF_VALUES = /^22/;

const SETTINGS = {
	// One, so that every statement goes the same way, in order.
	max: 1,
	idle_timeout: 0,
	max_lifetime: null,
	fetch_types: false,
	onnotice: () => undefined,
	connection: { application_name: "backout" },
};

/** Not simple: the extended protocol takes one statement only. Not prepared: poolers do not keep what is prepared. */
const EXTENDED = { prepare: false, simple: false };

/** PostgreSQL at the URL, with a connection of its own for every call. The limits are set inside the transaction: a pooler between may refuse them at the start. */
export function postgresDatabase(url: string): Database {
	return { mark: (number) => `$${number}`, ask: (asks, limit) => askAll(url, asks, limit) };
}

async function askAll(url: string, asks: readonly Ask[], limit: DatabaseLimit): Promise<DatabaseAnswer> {
	const rows: (readonly Row[])[] = [];
	try {
		await inReadOnly(url, limit, async (ask) => {
			for (const one of asks) rows.push(await ask(one));
		});
		return { rows, fault: null };
	} catch (thrown) {
		return { rows, fault: limit.signal.aborted ? late() : faultOf(thrown) };
	}
}

type Asking = (ask: Ask) => Promise<readonly Row[]>;

/** Whatever the work does, the transaction is never committed. */
async function inReadOnly(url: string, limit: DatabaseLimit, work: (ask: Asking) => Promise<void>): Promise<void> {
	let isLost = false;
	const lose = () => {
		isLost = true;
	};
	const client = postgres(url, { ...SETTINGS, connect_timeout: limit.withinMs / 1_000, onclose: lose });
	const ask: Asking = async ({ sql, values }) => {
		// postgres.js would make a lost connection anew by itself, and the rest would run outside of the transaction.
		if (isLost) throw Object.assign(new Error("the connection was lost"), { code: "CONNECTION_CLOSED" });
		return await client.unsafe(sql, [...values], EXTENDED).values();
	};
	const ended = Promise.withResolvers<never>();
	const end = () => ended.reject(new Error("the time was up"));
	limit.signal.addEventListener("abort", end, { once: true });
	if (limit.signal.aborted) end();
	try {
		await Promise.race([ended.promise, transaction(ask, limit.withinMs, work)]);
	} finally {
		limit.signal.removeEventListener("abort", end);
		// A connection that is closed in the middle ends its transaction too.
		await client.end({ timeout: isLost || limit.signal.aborted ? 0 : CLOSE_LIMIT_S });
	}
}

/** One snapshot for all queries: else errors could be counted after requests, and be more than they. */
async function transaction(ask: Asking, withinMs: number, work: (ask: Asking) => Promise<void>): Promise<void> {
	await ask({ sql: "begin transaction isolation level repeatable read read only", values: [] });
	const limits = [String(Math.ceil(withinMs)), String(Math.min(LOCK_LIMIT_MS, Math.ceil(withinMs)))];
	const names = ["statement_timeout", "idle_in_transaction_session_timeout"].map((name) => `set_config('${name}', $1, true)`);
	await ask({ sql: `select ${names.join(", ")}, set_config('lock_timeout', $2, true)`, values: limits });
	await work(ask);
	await ask({ sql: "rollback", values: [] });
}

function late(): DatabaseFault {
	return { kind: "late", why: "PostgreSQL did not answer in time" };
}

function faultOf(thrown: unknown): DatabaseFault {
	const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
	if (code === "55P03") return { kind: "late", why: "PostgreSQL did not answer in time: a table is locked, most often by a migration" };
	if (LATE.test(code)) return late();
	if (AWAY.test(code)) return { kind: "away", why: `PostgreSQL cannot be reached (${oneLine(withoutHost(thrown))})` };
	if (OF_VALUES.test(code)) {
		return { kind: "refused", why: `PostgreSQL could not work with a value (SQLSTATE ${code})` };
	}
	return { kind: "refused", why: `PostgreSQL refuses (${oneLine(errorText(thrown))})` };
}

function withoutHost(thrown: unknown): string {
	return thrown instanceof AggregateError ? errorText(thrown.errors[0]) : errorText(thrown);
}
