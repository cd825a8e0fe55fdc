import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { soundText } from "../text.ts";
import { sqliteFault } from "./fault.ts";

/** More different statements than Backout has. */
const MAX_CACHED_STATEMENTS = 300;

/** An open database file in the form Kysely's SQLite driver asks for; every throw is a BackoutError. */
export interface SqliteFile extends SqliteDatabase {
	/** Runs statements that have no parameters and no answer; throws what node:sqlite throws. */
	exec(sql: string): void;
}

/** Opens the file, making it (mode 0600) and its directory (0700) when they are not there; throws BackoutError when it may not or cannot. */
export function openFile(path: string): SqliteFile {
	try {
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		// SQLite would make the file readable for all; -wal and -shm take their mode from it.
		closeSync(openSync(path, "a", 0o600));
		return fileOver(new DatabaseSync(path), path);
	} catch (thrown) {
		throw sqliteFault(thrown, path);
	}
}

function fileOver(database: DatabaseSync, path: string): SqliteFile {
	const cached = new Map<string, SqliteStatement>();
	return {
		exec: (sql) => database.exec(sql),
		close: () => database.close(),
		prepare(sql) {
			const known = cached.get(sql);
			if (known !== undefined) return known;
			const made = translating(path, () => statementOver(database.prepare(sql), sql, path));
			if (cached.size < MAX_CACHED_STATEMENTS) cached.set(sql, made);
			return made;
		},
	};
}

function statementOver(statement: StatementSync, sql: string, path: string): SqliteStatement {
	return {
		// Values are always parameters, so the word can only be the keyword.
		reader: /^\s*(?:select|pragma)\b|\breturning\b/i.test(sql),
		all: (parameters) => translating(path, () => statement.all(...parameters.map(bindable))),
		run: (parameters) => translating(path, () => statement.run(...parameters.map(bindable))),
		iterate: () => {
			throw new TypeError("The store reads whole results; streaming is not used.");
		},
	};
}

function bindable(value: unknown): SQLInputValue {
	if (typeof value === "string") return soundText(value);
	if (value === null || typeof value === "number" || typeof value === "bigint") return value;
	throw new TypeError(`a ${typeof value} cannot be a parameter`);
}

function translating<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (thrown) {
		throw sqliteFault(thrown, path);
	}
}
