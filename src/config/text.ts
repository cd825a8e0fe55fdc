import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { ConfigFault } from "../core/config.ts";
import { errorText } from "../core/error.ts";

/** A config is written by people; past this it is a mistake or an attack. */
const MAX_BYTES = 1024 * 1024;

/** The file's text, or the one fault that keeps it from being read. */
export type TextRead = { readonly text: string } | { readonly fault: ConfigFault };

/** Reads the config file: missing, unreadable, a directory, over 1 MiB and not UTF-8 are faults, never throws. */
export async function readText(file: string): Promise<TextRead> {
	try {
		// Asked before it is opened: opening a pipe would wait for a writer for ever.
		const fault = statFault(file, await stat(file));
		return fault === null ? decode(file, await readFile(file)) : { fault };
	} catch (thrown) {
		return { fault: openFault(file, thrown) };
	}
}

function statFault(file: string, stats: Stats): ConfigFault | null {
	if (!stats.isFile()) {
		const what = stats.isDirectory() ? "a directory" : "no regular file";
		return fileFault(file, `${file} is ${what}.`, "Name the file: --config path/to/backout.yaml");
	}
	if (stats.size <= MAX_BYTES) return null;
	const message = `${file} has ${stats.size} bytes; at most ${MAX_BYTES} are read.`;
	return fileFault(file, message, "Check that this is the config file, and not a log or a dump.");
}

function decode(file: string, bytes: Buffer): TextRead {
	try {
		return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
	} catch {
		return { fault: fileFault(file, `${file} is not UTF-8 text.`, "Save it as UTF-8.") };
	}
}

function openFault(file: string, thrown: unknown): ConfigFault {
	const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
	if (code === "ENOENT" || code === "ENOTDIR") {
		return fileFault(file, `There is no file ${file}.`, "Run `backout init` to write one, or name another with --config.");
	}
	if (code === "EACCES" || code === "EPERM")
		return fileFault(file, `${file} may not be read by this user.`, `Give this user the right: chmod u+r ${file}`);
	return fileFault(file, `${file} could not be read: ${errorText(thrown)}`, "Check the disk and the path.");
}

function fileFault(path: string, message: string, fix: string): ConfigFault {
	return { path, line: null, message, fix };
}
