import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BackoutError, errorText } from "../core/error.ts";
import type { SecretMasker } from "../core/runtime.ts";

/** Writes files under Backout's home directory, readable by this user alone and with every secret masked. */
export function createFileKeeper(home: string, masker: SecretMasker) {
	return async (segments: readonly string[], content: string): Promise<string> => {
		const parts = segments.map(safeSegment);
		const directory = join(home, ...parts.slice(0, -1));
		const file = join(home, ...parts);
		try {
			await mkdir(directory, { recursive: true, mode: 0o700 });
			await writeFile(file, masker.mask(content), { mode: 0o600 });
		} catch (cause) {
			throw new BackoutError({
				code: "home.not-writable",
				message: `${file} cannot be written: ${errorText(cause)}`,
				fix: "free some space, or give this user the right to write there",
				cause,
			});
		}
		return file;
	};
}

/** A name from outside (a target, a log file) never leaves its directory. */
function safeSegment(segment: string): string {
	const safe = segment.replace(/[^\w.@+-]+/g, "-");
	return /^\.*$/.test(safe) ? "unnamed" : safe;
}
