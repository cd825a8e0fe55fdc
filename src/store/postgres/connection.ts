import postgres from "postgres";
import type { Clock } from "../../core/runtime.ts";
import { soundText } from "../text.ts";
import { isConnectionLost, postgresFault, unreachable } from "./fault.ts";
import { withinLimit } from "./limit.ts";

const CONNECT_LIMIT_S = 5;
/** The server ends a statement of ours by itself after this; ours are all short. */
const STATEMENT_LIMIT_MS = 10_000;
/** Nothing of ours is under way when the store is closed; this passes only when the server is away. */
const CLOSE_LIMIT_S = 1;

/** What a query may be given. */
export type PostgresParameter = string | number | null;

/** The rows with the command and count that Kysely's driver reads. */
export type PostgresRows = postgres.RowList<postgres.Row[]>;

/** One connection to the server, made on first use; once lost it stays lost. */
export interface Connection {
	/** Throws BackoutError that names the server. */
	query(sql: string, parameters: readonly PostgresParameter[]): Promise<PostgresRows>;
	isLost(): boolean;
	/** Whether it has worked before, so that its loss says nothing about the server now. */
	hasAnswered(): boolean;
	end(): Promise<void>;
}

/**
 * A connection to the server at `url`, called `server` in errors. postgres.js makes a lost connection anew by itself, in the middle of a
 * transaction too, and a statement sent to a reserved one that has been closed crashes the process (3.4.9): so a lost one is never used again.
 */
export function connect(url: string, server: string, clock: Clock): Connection {
	let isLost = false;
	let hasAnswered = false;
	const lose = () => {
		isLost = true;
	};
	const client = postgres(url, { ...SETTINGS, onclose: lose });
	return {
		async query(sql, parameters) {
			if (isLost) throw unreachable(server, "(the connection was lost)");
			// Prepared: one round trip instead of two. `?prepare=false` in the URL turns it off for poolers that cannot.
			const answer = client.unsafe(sql, parameters.map(soundParameter), { prepare: true }).catch((thrown: unknown) => {
				if (isConnectionLost(thrown)) lose();
				throw postgresFault(thrown, server);
			});
			const rows = await withinLimit(answer, server, clock, lose);
			hasAnswered = true;
			return rows;
		},
		isLost: () => isLost,
		hasAnswered: () => hasAnswered,
		end: () => client.end({ timeout: isLost ? 0 : CLOSE_LIMIT_S }),
	};
}

const SETTINGS = {
	// One: then every statement of a transaction goes the same way, in order, without reserving.
	max: 1,
	connect_timeout: CONNECT_LIMIT_S,
	// An idle connection must not be closed between two statements of a transaction.
	idle_timeout: 0,
	max_lifetime: null,
	// Ours has no array columns; asking costs a round trip.
	fetch_types: false,
	onnotice: () => undefined,
	types: { bigint: { to: 20, from: [20], parse: (text: string) => Number(text), serialize: (value: number) => String(value) } },
	connection: {
		application_name: "backout",
		statement_timeout: STATEMENT_LIMIT_MS,
		lock_timeout: 5_000,
		idle_in_transaction_session_timeout: STATEMENT_LIMIT_MS,
	},
};

function soundParameter(value: PostgresParameter): PostgresParameter {
	return typeof value === "string" ? soundText(value) : value;
}
