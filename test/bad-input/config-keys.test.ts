import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { loadKinds } from "../../src/app/kinds.ts";
import { schemaAt } from "../../src/config/example.ts";
import type { ConfigKinds } from "../../src/config/index.ts";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { type ConfigPath, isMapping, pathText, valueAt } from "../../src/config/path.ts";
import { draftConfig } from "../../src/config/read.ts";
import { configSchema } from "../../src/config/schema.ts";
import type { ConfigFault } from "../../src/core/config.ts";
import { type Change, changed, keysOf, pathsOf } from "../world/altered.ts";
import { WHOLE_CONFIG } from "./config-whole.ts";

const WHOLE: unknown = parse(WHOLE_CONFIG);

let kinds: ConfigKinds;
beforeAll(async () => {
	kinds = await loadKinds([]);
});

function faultsOf(root: unknown): readonly ConfigFault[] {
	const read = draftConfig(stringify(root, { aliasDuplicateObjects: false }), "/srv/shop/backout.yaml").check(kinds, {});
	return "faults" in read ? read.faults : [];
}

/** What a tired person writes instead of a value; one that happens to be right there brings no fault. */
const SLIPS: readonly (readonly [string, Change])[] = [
	["is missing", () => null],
	["has no value", () => ({ value: null })],
	["is empty text", () => ({ value: "" })],
	["is a number", () => ({ value: 30 })],
	["is negative", () => ({ value: -1 })],
	["has an unknown unit", () => ({ value: "30 parsecs" })],
	["is no URL and no known value", () => ({ value: "qqqq://" })],
	["is yes or no", () => ({ value: true })],
	["is a list", () => ({ value: ["x"] })],
	["is an empty list", () => ({ value: [] })],
	["is a mapping", () => ({ value: { x: 1 } })],
	["is an empty mapping", () => ({ value: {} })],
	["is misspelt", (value, key) => ({ value, key: `${String(key).slice(0, -1)}q` })],
];

/** All places of one depth at once: none stands inside another, so each slip is told. */
const ALL = pathsOf(WHOLE);
const DEPTHS = [...new Set(ALL.map((path) => path.length))].map((depth) => ALL.filter((path) => path.length === depth));

/** What every fix must do: show a line that works, name what was meant, list what is known, or name the keys to be changed. */
const CONCRETE = /`[^`]+`|Known [a-z]+: |Add one of the known |Name at least one /;
const GENERIC = /Correct this value|documented|its kind's own page|Write (?:a mapping|a list|text|true or false) .*here/;

describe.each(SLIPS)("a config key that %s", (_slip, change) => {
	it("is told with its path, what was found and a fix for this very key", () => {
		const faults = DEPTHS.flatMap((paths) => faultsOf(changed(WHOLE, paths, change)));
		expect(faults.length).toBeGreaterThan(5);
		for (const { path, message, fix } of faults) {
			expect(fix, `${path}: ${message}`).toMatch(CONCRETE);
			expect(fix, `${path}: ${message}`).not.toMatch(GENERIC);
		}
	});
});

/** The lines that the fixes show, by where they belong. */
function shownLines(faults: readonly ConfigFault[]): readonly (readonly [ConfigPath, unknown])[] {
	return faults.flatMap(({ path, fix }) => {
		const line = /^(?:Write it like this|Add|Put it in quotes)(?::| )\s?`(.+)`/.exec(fix)?.[1];
		return line === undefined ? [] : [[pathOf(path), parse(line)] as const];
	});
}

function pathOf(text: string): ConfigPath {
	return [...text.matchAll(/\["(.*?)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, plain]) =>
		index === undefined ? (quoted ?? plain ?? "") : Number(index),
	);
}

/** What the fixes still show after somebody has done what they say; what is right for a key may depend on its neighbour, so it takes some looks. */
function leftAfterMending(broken: unknown, looks = 4): readonly unknown[] {
	const lines = shownLines(faultsOf(broken));
	if (lines.length === 0 || looks === 0) return lines;
	return leftAfterMending(lines.reduce<unknown>(written, broken), looks - 1);
}

function written(value: unknown, [path, line]: readonly [ConfigPath, unknown]): unknown {
	const key = path.at(-1);
	// A key that people choose and that is wrong is told with a line for the mapping it stands in.
	const isOfParent = isMapping(line) && typeof key === "string" && !Object.hasOwn(line, key);
	return changed(value, [isOfParent ? path.slice(0, -1) : path], (_old, at) => ({ value: valueIn(line, at) }));
}

/** What stands in the line `key: value`, or `- value`. */
function valueIn(line: unknown, key: string | number): unknown {
	if (Array.isArray(line) && typeof key === "number") return line[0];
	return isMapping(line) && Object.hasOwn(line, key) ? line[String(key)] : line;
}

describe("the line that a fix shows", () => {
	it.each(SLIPS.filter(([slip]) => slip !== "is misspelt"))("works where a key %s", (_slip, change) => {
		for (const paths of DEPTHS) {
			expect(leftAfterMending(changed(WHOLE, paths, change))).toEqual([]);
		}
	});
	it("is one of examples that all work, which editors show too", () => {
		const schema = configSchema(kinds);
		const examples = ALL.flatMap((path) => {
			const at = schemaAt(schema, path);
			const told = at instanceof z.ZodType ? at.meta()?.["examples"] : undefined;
			return at === null || !Array.isArray(told) ? [] : told.map((example) => [pathText(path), at, example] as const);
		});
		expect(examples.length).toBeGreaterThan(40);
		for (const [path, at, example] of examples) expect(z.safeParse(at, example).error?.issues ?? [], path).toEqual([]);
	});
});

describe("the whole file of these tests", () => {
	it("is right", () => {
		expect(faultsOf(WHOLE)).toEqual([]);
	});
	it("holds every key that there is", () => {
		const here = new Set(ALL.map((path) => oncePerKind(general(path))));
		const there = keysOf(configJsonSchema(kinds))
			.filter((key) => !key.endsWith("*"))
			.map(oncePerKind);
		expect(there.length).toBeGreaterThan(120);
		expect(there.filter((key) => !here.has(key))).toEqual([]);
	});
});

/** A kind has the same keys wherever it may stand. */
function oncePerKind(key: string): string {
	return key
		.replace(/\.after\./, ".targets.")
		.replace(/\.(?:health|smoke|compare\.\*\.signals|batches\.\*\.gate|signals)\.\*\./, ".asked.");
}

/** Names that people choose, and places in a list, are `*`. */
function general(path: ConfigPath): string {
	return path.map((part, index) => (typeof part === "number" || isChosen(path.slice(0, index)) ? "*" : part)).join(".");
}

const CHOSEN = /(?:^|\.)(?:services|environments|channels|contacts|signals|gate|headers|json|match|env)$/;

function isChosen(parent: ConfigPath): boolean {
	return CHOSEN.test(parent.join(".")) && isMapping(valueAt(WHOLE, parent));
}
