import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { BackoutError } from "../core/error.ts";

/** The names a config file may have, in the order they are looked for. */
const CONFIG_NAMES = ["backout.yaml", "backout.yml"] as const;

/**
 * The absolute path of the config file: the explicit one, else the first found from `startDirectory` up to the git root or the root of the disk.
 * Throws BackoutError `config.not-found`.
 */
export function findConfigFile(startDirectory: string, explicit: string | null): string {
	if (explicit !== null) return explicitFile(resolve(startDirectory, explicit));
	const directories = directoriesUp(resolve(startDirectory));
	const candidates = directories.flatMap((directory) => CONFIG_NAMES.map((name) => join(directory, name)));
	const found = candidates.find((candidate) => existsSync(candidate));
	if (found !== undefined) return found;
	throw new BackoutError({
		code: "config.not-found",
		message: `There is no ${CONFIG_NAMES[0]} in ${startDirectory} or above it, up to ${directories.at(-1)}.`,
		fix: "Run `backout init` to write one from what is in this folder, or name one with --config.",
	});
}

/** A directory is taken to mean the config file in it. */
function explicitFile(file: string): string {
	const inside = CONFIG_NAMES.map((name) => join(file, name)).find((candidate) => existsSync(candidate));
	if (inside !== undefined) return inside;
	if (existsSync(file)) return file;
	throw new BackoutError({
		code: "config.not-found",
		message: `There is no config file ${file}.`,
		fix: "Correct --config, or run `backout init` to write one.",
	});
}

/** In a worktree `.git` is a file. */
function directoriesUp(directory: string): readonly string[] {
	const parent = dirname(directory);
	if (parent === directory || existsSync(join(directory, ".git"))) return [directory];
	return [directory, ...directoriesUp(parent)];
}
