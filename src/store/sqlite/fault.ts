import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { BackoutError, errorText } from "../../core/error.ts";

/** What SQLite's primary result codes mean here (https://sqlite.org/rescode.html). */
const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
	[3, "no-permission"],
	[5, "locked"],
	[6, "locked"],
	[8, "no-permission"],
	[10, "failed"],
	[11, "corrupt"],
	[13, "full"],
	[14, "no-permission"],
	[19, "exists"],
	[23, "no-permission"],
	[26, "corrupt"],
]);

const SYSTEM_MEANINGS: ReadonlyMap<string, Meaning> = new Map([
	["EACCES", "no-permission"],
	["EPERM", "no-permission"],
	["EROFS", "no-permission"],
	// What Node's recursive mkdir says on a read-only file system.
	["ENOENT", "no-permission"],
	["ENOSPC", "full"],
	["EDQUOT", "full"],
	["EEXIST", "bad-path"],
	["ENOTDIR", "bad-path"],
	["EISDIR", "bad-path"],
	["ENAMETOOLONG", "bad-path"],
]);

type Meaning = "no-permission" | "locked" | "corrupt" | "full" | "exists" | "bad-path" | "failed";

/** True when another connection holds what the statement needs, and a later try may work. */
export function isBusy(thrown: unknown): boolean {
	return primaryCode(thrown) === 5;
}

/** What was thrown while using the database file, as a BackoutError that names the file and the fix. */
export function sqliteFault(thrown: unknown, path: string): BackoutError {
	if (thrown instanceof BackoutError) return thrown;
	const meaning = meaningOf(thrown, path);
	const { message, fix, retryable } = WORDS[meaning];
	return new BackoutError({
		code: `store.${meaning}`,
		message: message(path, `(${errorText(thrown)})`),
		fix: fix(path),
		retryable,
		cause: thrown,
	});
}

function meaningOf(thrown: unknown, path: string): Meaning {
	const known = MEANINGS.get(primaryCode(thrown) ?? -1) ?? SYSTEM_MEANINGS.get(systemCode(thrown)) ?? "failed";
	// With no space left SQLite may fail on its shared-memory file first, and that is only an I/O error to it.
	return known === "failed" && isDiskFull(path) ? "full" : known;
}

interface Words {
	/** What happened to the file; the cause follows in brackets. */
	readonly message: (path: string, says: string) => string;
	readonly fix: (path: string) => string;
	readonly retryable: boolean;
}

const WORDS: Readonly<Record<Meaning, Words>> = {
	corrupt: {
		message: (path, says) => `The state database ${path} is damaged or is no database ${says}.`,
		fix: (path) =>
			`Move it away with its companions (mv '${path}' '${path}.damaged'; also ${path}-wal and ${path}-shm) or put a copy back. A new one is made on the next command; it starts without history. Until then \`backout plan\` works without it.`,
		retryable: false,
	},
	locked: {
		message: (path, says) => `The state database ${path} was held by another process for too long ${says}.`,
		fix: (path) => `See who has it open (fuser -v '${path}') and end that program or wait for it; then try again.`,
		retryable: true,
	},
	full: {
		message: (path, says) => `No space is left for the state database ${path} ${says}. What was being written is not recorded.`,
		fix: (path) => `Free some space on the file system of ${dirname(path)} and run the same command again.`,
		retryable: true,
	},
	"no-permission": {
		message: (path, says) => `The state database ${path} cannot be opened for writing ${says}.`,
		fix: (path) =>
			`Give this user the right to write ${path} and the directory ${dirname(path)}, or name another place with \`state:\` in backout.yaml.`,
		retryable: false,
	},
	exists: {
		message: (path, says) => `The state database ${path} holds this already, or what it refers to is missing ${says}.`,
		fix: () => "Nothing was changed. Use another id, or look at what is there.",
		retryable: false,
	},
	"bad-path": {
		message: (path, says) => `The state database cannot be at ${path} ${says}.`,
		fix: () => "Name a file in a directory with `state: sqlite:<path>` in backout.yaml.",
		retryable: false,
	},
	failed: {
		message: (path, says) => `The state database ${path} refused ${says}.`,
		fix: () => "Try again; if it stays, report it with this message. `backout plan` works without the state database.",
		retryable: false,
	},
};

/** The primary code of an error of node:sqlite: the lowest byte of the extended one. */
function primaryCode(thrown: unknown): number | null {
	if (!(thrown instanceof Error) || !("errcode" in thrown) || typeof thrown.errcode !== "number") return null;
	return thrown.errcode & 0xff;
}

function systemCode(thrown: unknown): string {
	return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}

function isDiskFull(path: string): boolean {
	try {
		return statfsSync(dirname(path)).bavail === 0;
	} catch {
		return false;
	}
}
