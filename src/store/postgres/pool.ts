import { BackoutError } from "../../core/error.ts";
import type { Clock } from "../../core/runtime.ts";
import { type Connection, connect, type PostgresParameter, type PostgresRows } from "./connection.ts";
import { withinLimit } from "./limit.ts";

/** Enough to keep one process busy; a hundred processes must fit into a server's usual limit of connections. */
const MAX_CONNECTIONS = 4;

/** The part of postgres.js that Kysely's driver uses; every throw is a BackoutError that names the server. */
export interface PostgresPool {
	end(): Promise<void>;
	reserve(): Promise<ReservedConnection>;
}

interface ReservedConnection {
	release(): void;
	unsafe(query: string, parameters?: PostgresParameter[]): Promise<PostgresRows>;
}

/** Connections that are made when they are needed and dropped when they are lost; whoever waits gets the next one in order. Throws `store.bad-url`. */
export function openPool(url: string, clock: Clock): PostgresPool {
	const server = serverText(url);
	const connections = new Set<Connection>();
	const free: Connection[] = [];
	const waiting: ((connection: Connection) => void)[] = [];

	const make = (): Connection => {
		const made = connect(url, server, clock);
		connections.add(made);
		return made;
	};
	const take = (): Connection | null => {
		for (let next = free.pop(); next !== undefined; next = free.pop()) {
			if (!next.isLost()) return next;
			drop(connections, next);
		}
		return connections.size < MAX_CONNECTIONS ? make() : null;
	};
	const give = (connection: Connection): void => {
		if (connection.isLost()) drop(connections, connection);
		const next = waiting.shift();
		if (next !== undefined) next(connection.isLost() ? make() : connection);
		else if (!connection.isLost()) free.push(connection);
	};
	const wait = (): Promise<Connection> => {
		const { promise, resolve } = Promise.withResolvers<Connection>();
		waiting.push(resolve);
		const leave = () => {
			const place = waiting.indexOf(resolve);
			if (place >= 0) waiting.splice(place, 1);
		};
		return withinLimit(promise, server, clock, leave);
	};
	return {
		end: async () => {
			await Promise.all([...connections].map((connection) => connection.end()));
		},
		reserve: async () => {
			let connection = take() ?? (await wait());
			const renew = () => {
				drop(connections, connection);
				connection = make();
				return connection;
			};
			return { release: () => give(connection), unsafe: sender(connection, renew) };
		},
	};
}

/**
 * Sends statements over the connection. The first one may go again over a new connection when it finds the old one dead, as after a restart
 * of the server: every write of the store is in a transaction, so the first statement is a `begin` or a read, and nothing is done twice.
 */
function sender(first: Connection, renew: () => Connection): ReservedConnection["unsafe"] {
	let connection = first;
	let isFirst = true;
	return async (sql, parameters = []) => {
		const mayRenew = isFirst && connection.hasAnswered();
		isFirst = false;
		try {
			return await connection.query(sql, parameters);
		} catch (thrown) {
			if (!mayRenew || !connection.isLost()) throw thrown;
			connection = renew();
			return connection.query(sql, parameters);
		}
	};
}

function drop(connections: Set<Connection>, lost: Connection): void {
	connections.delete(lost);
	// It is dead already; there is nobody to tell that it would not close either.
	lost.end().catch(() => undefined);
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
