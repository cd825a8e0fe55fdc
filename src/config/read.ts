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
import { parseYaml } from "./yaml.ts";

/** A config, or everything that is wrong with the file, in its order. */
export type ConfigRead = { readonly config: Config } | { readonly faults: readonly ConfigFault[] };

/**
 * Reads, checks and normalises a config file; nothing in the file makes it throw. `env` only shows whether two environments
 * lead to the same place: nothing of it gets into the config.
 */
export async function readConfig(
	file: string,
	kinds: ConfigKinds,
	env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ConfigRead> {
	const path = resolve(file);
	const read = await readText(path);
	return "fault" in read ? { faults: [read.fault] } : readConfigText(read.text, path, kinds, env);
}

/** The same for a text that stands, or will stand, at the absolute path `file`. */
export function readConfigText(
	text: string,
	file: string,
	kinds: ConfigKinds,
	env: Readonly<Record<string, string | undefined>>,
): ConfigRead {
	const yaml = parseYaml(text);
	if (!yaml.isUsable) return { faults: yaml.faults };
	if (yaml.value === null)
		return {
			faults: [
				{
					path: "(top level)",
					line: 1,
					message: "The file is empty.",
					fix: "Run `backout init` in another folder to see one, or start with `version: 1`.",
				},
			],
		};
	const outline = outlineOf(yaml.value, kinds);
	const shape = checkShape(configSchema(kinds), yaml.value, []);
	const rules = ruleFaults(outline, { kinds, directory: dirname(file), env });
	const faults = [...yaml.faults, ...placeFaults(["faults" in shape ? shape.faults : [], rules].flat(), yaml.lineOf)];
	if (faults.length > 0 || "faults" in shape) return { faults: faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
	return { config: normalise(shape.value, outline, file) };
}

/** Absolute paths of the adapter modules that the file names, which must be loaded before the file can be checked; none when the file cannot be read. */
export async function pluginPaths(file: string): Promise<readonly string[]> {
	const path = resolve(file);
	const read = await readText(path);
	if ("fault" in read) return [];
	const plugins = itemsOf(valueAt(parseYaml(read.text).value, ["plugins"]));
	return plugins.filter((plugin) => typeof plugin === "string" && plugin !== "").map((plugin) => resolve(dirname(path), String(plugin)));
}
