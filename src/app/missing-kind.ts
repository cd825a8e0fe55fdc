import { BackoutError } from "../core/error.ts";

/** Throws that no such kind is known, and lists the known ones: an unknown kind is never replaced by a default. */
export function missing(what: string, kind: string, known: ReadonlyMap<string, unknown>): never {
	throw new BackoutError({
		code: `config.unknown-${what}`,
		message: `there is no ${what} ${JSON.stringify(kind)}`,
		fix: `use one of ${[...known.keys()].join(", ")}, or name a plugin that brings it`,
	});
}
