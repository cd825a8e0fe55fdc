import { dirname, resolve } from "node:path";
import type { Config, ConfigFault } from "../core/config.ts";
import { checkShape } from "./explain.ts";
import { placeFaults } from "./fault.ts";
import type { ConfigKinds } from "./kinds.ts";
import { normalise } from "./normalise.ts";
import { outlineOf } from "./outline.ts";
import { itemsOf, valueAt } from "./path.ts";
import { ruleFaults } from "./rules/index.ts";
import { configSchema } from "./schema.ts";
import { readText } from "./text.ts";
import { parseYaml, type YamlRead } from "./yaml.ts";

/** A config, or everything that is wrong with the file, in its order. */
export type ConfigRead = { readonly config: Config } | { readonly faults: readonly ConfigFault[] };

/** A config file that has been read and is still to be checked. */
export interface ConfigDraft {
	/** Absolute paths of the adapter modules that the file names, which must be loaded before it can be checked. */
	readonly plugins: readonly string[];
	/** Every key in the file: a kind that is not among them is not used. */
	readonly keys: ReadonlySet<string>;
	/**
	 * Checks and normalises; nothing in the file makes it throw. `env` only shows whether two environments lead to the same place: nothing of it gets into
	 * the config.
	 */
	check(kinds: ConfigKinds, env?: Environment): ConfigRead;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a config file; one that cannot be read is a draft whose check says so. */
export async function openConfig(file: string): Promise<ConfigDraft> {
	const path = resolve(file);
	const read = await readText(path);
	return "fault" in read ? unreadable([read.fault]) : draftConfig(read.text, path);
}

/** The same for a text that stands, or will stand, at the absolute path `file`. */
export function draftConfig(text: string, file: string): ConfigDraft {
	const yaml = parseYaml(text);
	if (!yaml.isUsable) return unreadable(yaml.faults);
	if (yaml.value === null) return unreadable([EMPTY]);
	const plugins = itemsOf(valueAt(yaml.value, ["plugins"])).filter((plugin) => typeof plugin === "string" && plugin !== "");
	return {
		plugins: plugins.map((plugin) => resolve(dirname(file), String(plugin))),
		keys: keysIn(yaml.value),
		check: (kinds, env = process.env) => check(yaml, file, kinds, env),
	};
}

const EMPTY: ConfigFault = {
	path: "(top level)",
	line: 1,
	message: "The file is empty.",
	fix: "Run `backout init` in another folder to see one, or start with `version: 1`.",
};

function unreadable(faults: readonly ConfigFault[]): ConfigDraft {
	return { plugins: [], keys: new Set(), check: () => ({ faults }) };
}

function check(yaml: YamlRead, file: string, kinds: ConfigKinds, env: Environment): ConfigRead {
	const outline = outlineOf(yaml.value, kinds);
	const shape = checkShape(configSchema(kinds), yaml.value, []);
	const rules = ruleFaults(outline, { kinds, directory: dirname(file), env });
	const faults = [...yaml.faults, ...placeFaults(["faults" in shape ? shape.faults : [], rules].flat(), yaml.lineOf)];
	if (faults.length > 0 || "faults" in shape) return { faults: faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
	return { config: normalise(shape.value, outline, file) };
}

/** What several aliases share is looked at once. */
function keysIn(value: unknown, keys: Set<string> = new Set(), seen: Set<unknown> = new Set()): ReadonlySet<string> {
	if (typeof value !== "object" || value === null || seen.has(value)) return keys;
	seen.add(value);
	if (!Array.isArray(value)) for (const key of Object.keys(value)) keys.add(key);
	for (const inner of Object.values(value)) keysIn(inner, keys, seen);
	return keys;
}
