import { resolve } from "node:path";
import { z } from "zod";
import { errorText } from "../core/error.ts";
import type { Output, ProcessRunner } from "../core/runtime.ts";
import { lastLine, oneLine } from "./excerpt.ts";
import type { Ask, Database, DatabaseAnswer, DatabaseFault, DatabaseLimit } from "./sql-database.ts";

/** Another process that writes holds the database only shortly. */
const BUSY_LIMIT_MS = 2_000;

/**
 * Node's SQLite works on the calling thread and cannot be interrupted: a slow query would stop leases from being renewed, and no deadline would hold.
 * So a second Node asks, which can be ended. It is told on its standard input what to ask, opens the file read-only, and prints a line for every answer.
 */
const PROGRAM = `
import { DatabaseSync } from "node:sqlite";
let text = "";
for await (const chunk of process.stdin) text += chunk;
const { path, busyMs, asks } = JSON.parse(text);
const print = (line) => process.stdout.write(JSON.stringify(line) + "\\n");
const plain = (value) => (typeof value === "bigint" || typeof value === "number" ? String(value) : value);
try {
	const database = new DatabaseSync(path, { readOnly: true, timeout: busyMs });
	database.exec("begin");
	for (const { sql, values } of asks) {
		const statement = database.prepare(sql);
		statement.setReadBigInts(true);
		print({ rows: statement.all(...values).map((row) => Object.values(row).map(plain)) });
	}
} catch (error) {
	print({ fault: error.message });
}
`;

const lineSchema = z.union([z.strictObject({ rows: z.array(z.array(z.unknown())) }), z.strictObject({ fault: z.string() })]);

/** The SQLite file, opened read-only in a process of its own. `path` is relative to `directory`. */
export function sqliteDatabase(path: string, directory: string, processes: ProcessRunner): Database {
	const file = { path, absolute: resolve(directory, path) };
	return { mark: () => "?", ask: (asks, limit) => askAll(file, asks, limit, processes) };
}

interface DatabaseFile {
	/** As the config names it. */
	readonly path: string;
	readonly absolute: string;
}

async function askAll(
	file: DatabaseFile,
	asks: readonly Ask[],
	{ withinMs, signal }: DatabaseLimit,
	processes: ProcessRunner,
): Promise<DatabaseAnswer> {
	const input = JSON.stringify({ path: file.absolute, busyMs: Math.min(BUSY_LIMIT_MS, withinMs), asks });
	try {
		const argv = [process.execPath, "--no-warnings", "--input-type=module", "--eval", PROGRAM];
		const output = await processes.run(argv, { input, timeoutMs: withinMs, signal });
		return answerOf(output, asks.length, file.path);
	} catch (thrown) {
		return { rows: [], fault: { kind: "refused", why: `SQLite could not be asked: ${oneLine(errorText(thrown))}` } };
	}
}

function answerOf(output: Output, asked: number, path: string): DatabaseAnswer {
	const lines = output.stdout.split("\n").map(parsed);
	const rows = lines.flatMap((line) => (line !== null && "rows" in line ? [line.rows] : []));
	const said = lines.find((line) => line !== null && "fault" in line);
	if (output.ended !== null) return { rows, fault: { kind: "late", why: "SQLite did not answer in time" } };
	if (said !== undefined && said !== null && "fault" in said) return { rows, fault: faultOf(said.fault, path) };
	if (rows.length === asked) return { rows, fault: null };
	return { rows, fault: { kind: "refused", why: `SQLite could not be asked: ${lastLine(output.stderr)}` } };
}

function parsed(line: string): z.infer<typeof lineSchema> | null {
	try {
		return lineSchema.parse(JSON.parse(line));
	} catch {
		return null;
	}
}

function faultOf(message: string, path: string): DatabaseFault {
	if (message.includes("unable to open")) {
		return {
			kind: "refused",
			why: `${oneLine(path)} cannot be opened; see whether it is there and may be read, and name it relative to the config file`,
		};
	}
	if (message.includes("is locked")) return { kind: "late", why: "SQLite did not answer in time: another process holds the database" };
	return { kind: "refused", why: `SQLite refuses (${oneLine(message)})` };
}
