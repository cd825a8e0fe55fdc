import { BackoutError, errorText } from "../../core/error.ts";

type Meaning = "unreachable" | "no-permission" | "no-database" | "full" | "locked" | "exists" | "failed";

/** SQLSTATE classes and codes (https://www.postgresql.org/docs/current/errcodes-appendix.html), the longest match first. */
const SQLSTATES: readonly (readonly [prefix: string, meaning: Meaning])[] = [
	["3D000", "no-database"],
	["42501", "no-permission"],
	["25006", "unreachable"],
	["53100", "full"],
	["55P03", "locked"],
	["57014", "locked"],
	["57P", "unreachable"],
	["08", "unreachable"],
	["23", "exists"],
	["25P", "locked"],
	["28", "no-permission"],
	["40", "locked"],
	["53", "unreachable"],
];

/** Codes of postgres.js and of the system that mean the server could not be spoken with. */
const AWAY =
	/^(?:ECONN|ENOTFOUND|EAI_|ENETUNREACH|EHOSTUNREACH|EHOSTDOWN|ETIMEDOUT|EPIPE|ENOENT|EACCES|CONNECT_TIMEOUT|CONNECTION_|ERR_TLS|ERR_SSL|SELF_SIGNED|DEPTH_ZERO|CERT_|UNABLE_TO_)/;

/** True when what was thrown says that the connection itself is gone, not only the statement. */
export function isConnectionLost(thrown: unknown): boolean {
	const code = codeOf(thrown);
	return AWAY.test(code) || code.startsWith("57P") || code.startsWith("08");
}

/** What was thrown while using the server, as a BackoutError that names the server (never the password) and the fix. */
export function postgresFault(thrown: unknown, server: string): BackoutError {
	if (thrown instanceof BackoutError) return thrown;
	return faultOf(meaningOf(codeOf(thrown)), server, `(${errorText(thrown)})`, thrown);
}

function meaningOf(code: string): Meaning {
	if (AWAY.test(code)) return "unreachable";
	return SQLSTATES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "failed";
}

interface Words {
	/** What happened at the server; the cause is in brackets. */
	readonly message: (server: string, says: string) => string;
	readonly fix: string;
	readonly retryable: boolean;
}

const WORDS: Readonly<Record<Meaning, Words>> = {
	unreachable: {
		message: (server, says) => `PostgreSQL at ${server} cannot be reached ${says}.`,
		fix: "Check that it runs and that this machine may reach it. `backout plan` and its hand commands work without it; `backout run --offline` journals on this machine.",
		retryable: true,
	},
	"no-permission": {
		message: (server, says) => `PostgreSQL at ${server} refused the user or one of its rights ${says}.`,
		fix: "Check user and password in `state:` of backout.yaml; the user needs to create the schema `backout`, or to own it.",
		retryable: false,
	},
	"no-database": {
		message: (server, says) => `PostgreSQL at ${server} has no such database ${says}.`,
		fix: "Create it (createdb) or correct the name in `state:` of backout.yaml.",
		retryable: false,
	},
	full: {
		message: (server, says) => `PostgreSQL at ${server} has no space left ${says}. What was being written is not recorded.`,
		fix: "Free some space on the server's disk and run the same command again.",
		retryable: true,
	},
	locked: {
		message: (server, says) => `Another session at ${server} held what was needed for too long ${says}.`,
		fix: "Try again; select * from pg_stat_activity shows who holds it.",
		retryable: true,
	},
	exists: {
		message: (server, says) => `The state database at ${server} holds this already, or what it refers to is missing ${says}.`,
		fix: "Nothing was changed. Use another id, or look at what is there.",
		retryable: false,
	},
	failed: {
		message: (server, says) => `The state database at ${server} refused ${says}.`,
		fix: "Try again; if it stays, report it with this message. `backout plan` works without the state database.",
		retryable: false,
	},
};

/** `store.unreachable`: the server is away, or does not answer. `says` is the cause in brackets. */
export function unreachable(server: string, says: string): BackoutError {
	return faultOf("unreachable", server, says, null);
}

function faultOf(meaning: Meaning, server: string, says: string, cause: unknown): BackoutError {
	const { message, fix, retryable } = WORDS[meaning];
	return new BackoutError({ code: `store.${meaning}`, message: message(server, says), fix, retryable, cause });
}

function codeOf(thrown: unknown): string {
	return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}
