import type { ConfigFault } from "../core/config.ts";
import { type ConfigPath, pathText } from "./path.ts";

/** A fault before its line is known. */
export interface FaultDraft {
	readonly path: ConfigPath;
	readonly message: string;
	readonly fix: string;
}

/** Finds the 1-based line of a path, or of its nearest parent that is in the file. */
export type LineOf = (path: ConfigPath) => number | null;

/** The faults with their lines, in the order of the file, each said once. */
export function placeFaults(drafts: readonly FaultDraft[], lineOf: LineOf): readonly ConfigFault[] {
	const faults = drafts.map(({ path, message, fix }) => ({ path: pathText(path), line: lineOf(path), message, fix }));
	const unique = new Map(faults.map((fault) => [`${fault.path}\n${fault.message}`, fault]));
	return [...unique.values()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
