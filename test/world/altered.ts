import type { ConfigPath } from "../../src/config/path.ts";

/** What becomes of a value: null when it goes, else what it is from now on, under the key it had or another one. */
export type Change = (value: unknown, key: string | number, path: ConfigPath) => { readonly value: unknown; readonly key?: string } | null;

/** Every place in the value, the root left out. */
export function pathsOf(value: unknown, at: ConfigPath = []): readonly ConfigPath[] {
	return childrenOf(value).flatMap(([key, child]) => [[...at, key], ...pathsOf(child, [...at, key])]);
}

function childrenOf(value: unknown): readonly (readonly [string | number, unknown])[] {
	if (Array.isArray(value)) return value.map((item, index) => [index, item]);
	return isRecord(value) ? Object.entries(value) : [];
}

/** A copy of the value with each of the places changed; one whose parent is not there is left out. The last goes first, so that lists keep their places. */
export function changed(root: unknown, paths: readonly ConfigPath[], change: Change): unknown {
	const copy: unknown = structuredClone(root);
	for (const path of paths.toReversed()) {
		const key = path.at(-1);
		const parent = path.slice(0, -1).reduce<unknown>((value, part) => childrenOf(value).find(([one]) => one === part)?.[1], copy);
		if (key !== undefined) changeIn(parent, key, path, change);
	}
	return copy;
}

function changeIn(parent: unknown, key: string | number, path: ConfigPath, change: Change): void {
	if (Array.isArray(parent) && typeof key === "number") {
		const outcome = change(parent[key], key, path);
		parent.splice(key, 1, ...(outcome === null ? [] : [outcome.value]));
	} else if (isRecord(parent) && typeof key === "string") {
		const outcome = change(parent[key], key, path);
		delete parent[key];
		if (outcome !== null) parent[outcome.key ?? key] = outcome.value;
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every key that a JSON Schema allows, as `services.*.bake`: names that people choose, and places in a list, are `*`. */
export function keysOf(schema: unknown): readonly string[] {
	const seen = new Set<string>();
	collect(schema, schema, [], seen);
	return [...seen];
}

function collect(root: unknown, schema: unknown, at: readonly string[], seen: Set<string>): void {
	if (!isRecord(schema)) return;
	if (at.length > 0) seen.add(at.join("."));
	const reference = /^#\/(.+)$/.exec(String(schema["$ref"]))?.[1];
	if (reference !== undefined) collect(root, referred(root, reference), at, seen);
	for (const [key, child] of childrenOf(schema["properties"])) collect(root, child, [...at, String(key)], seen);
	for (const inner of [schema["items"], schema["additionalProperties"]]) collect(root, inner, [...at, "*"], seen);
	for (const [, form] of childrenOf(schema["anyOf"])) collect(root, form, at, seen);
}

function referred(root: unknown, reference: string): unknown {
	return reference.split("/").reduce<unknown>((value, part) => (isRecord(value) ? value[part] : undefined), root);
}
