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

/** What was thrown while using the server, as a BackoutError that names the server (never the password) and the fix. */
export function postgresFault(thrown: unknown, server: string): BackoutError {
	if (thrown instanceof BackoutError) return thrown;
	return describe(meaningOf(codeOf(thrown)), server, thrown);
}

function meaningOf(code: string): Meaning {
	if (AWAY.test(code)) return "unreachable";
	return SQLSTATES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "failed";
}

function describe(meaning: Meaning, server: string, cause: unknown): BackoutError {
	const says = `(${errorText(cause)})`;
	switch (meaning) {
		case "unreachable":
			return unreachable(server, says, cause);
		case "no-permission":
			return new BackoutError({
				code: "store.no-permission",
				message: `PostgreSQL at ${server} refused the user or one of its rights ${says}.`,
				fix: "Check user and password in `state:` of backout.yaml; the user needs to create the schema `backout`, or to own it.",
				cause,
			});
		case "no-database":
			return new BackoutError({
				code: "store.no-database",
				message: `PostgreSQL at ${server} has no such database ${says}.`,
				fix: "Create it (createdb) or correct the name in `state:` of backout.yaml.",
				cause,
			});
		case "full":
			return new BackoutError({
				code: "store.full",
				message: `PostgreSQL at ${server} has no space left ${says}. What was being written is not recorded.`,
				fix: "Free some space on the server's disk and run the same command again.",
				retryable: true,
				cause,
			});
		case "locked":
			return new BackoutError({
				code: "store.locked",
				message: `Another session at ${server} held what was needed for too long ${says}.`,
				fix: "Try again; select * from pg_stat_activity shows who holds it.",
				retryable: true,
				cause,
			});
		case "exists":
			return new BackoutError({
				code: "store.exists",
				message: `The state database at ${server} holds this already, or what it refers to is missing ${says}.`,
				fix: "Nothing was changed. Use another id, or look at what is there.",
				cause,
			});
		case "failed":
			return new BackoutError({
				code: "store.failed",
				message: `The state database at ${server} refused ${says}.`,
				fix: "Try again; if it stays, report it with this message. `backout plan` works without the state database.",
				cause,
			});
	}
}

/** `store.unreachable`: the server is away, or does not answer. */
export function unreachable(server: string, says: string, cause: unknown): BackoutError {
	return new BackoutError({
		code: "store.unreachable",
		message: `PostgreSQL at ${server} cannot be reached ${says}.`,
		fix: "Check that it runs and that this machine may reach it. `backout plan` and its hand commands work without it; `backout run --offline` journals on this machine.",
		retryable: true,
		cause,
	});
}

function codeOf(thrown: unknown): string {
	return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}
