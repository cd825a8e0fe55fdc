import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

/** A file that `init` reads is written by people; a larger one is something else. */
const MAX_BYTES = 1024 * 1024;

/** The text of a small regular file, or null when there is none that can be read. */
export async function textOf(file: string): Promise<string | null> {
	try {
		const stats = await stat(file);
		return stats.isFile() && stats.size <= MAX_BYTES ? await readFile(file, "utf8") : null;
	} catch {
		return null;
	}
}

/** The first of the named files in the directory that can be read, or null. */
export async function firstText(
	directory: string,
	names: readonly string[],
): Promise<{ readonly file: string; readonly text: string } | null> {
	for (const file of names) {
		const text = await textOf(join(directory, file));
		if (text !== null) return { file, text };
	}
	return null;
}

/** The value of a YAML or JSON text, or null when it is none. */
export function valueOfYaml(text: string): unknown {
	try {
		return parse(text, { maxAliasCount: 100, logLevel: "silent" });
	} catch {
		return null;
	}
}

/** The value as a port of this machine, or null. */
export function portOf(value: unknown): number | null {
	const port = typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value)) ? Number(value) : Number.NaN;
	return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

/** The text when it is some, else null. */
export function textOrNull(value: unknown): string | null {
	return typeof value === "string" && value !== "" ? value : null;
}
