import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const source = resolve(dirname(fileURLToPath(import.meta.url)), "../src");

/** The rooms that turn one value of the straight line into the next; they never know each other. */
const STAGES = ["ledger", "assess", "plan", "policy", "verify", "incident", "report"];
/** The rooms that touch the world; what they need of runtime is handed to them. */
const EDGES = ["adapters", "channels", "signals", "store", "runtime"];

/** Who may import whom, besides core and itself (design.md §2). */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
	core: [],
	config: [],
	aws: [],
	...Object.fromEntries([...STAGES, ...EDGES].map((room) => [room, []])),
	adapters: ["aws"],
	signals: ["aws"],
	run: [],
	flow: [...STAGES, "run"],
	app: ["config", "flow", ...STAGES, "run", ...EDGES],
	cli: ["app"],
	testing: ["*"],
};

interface Import {
	readonly file: string;
	readonly from: string;
	readonly to: string;
	readonly target: string;
}

const imports = allImports();

describe("the house", () => {
	test("every room is known, so that a new one gets its rules", () => {
		const rooms = readdirSync(source, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
		expect(rooms.filter((room) => !(room in ALLOWED))).toEqual([]);
	});

	test("no room imports one that it must not know", () => {
		const broken = imports.filter(({ from, to }) => from !== to && to !== "core" && !mayImport(from, to));
		expect(broken.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
	});

	test("core imports nothing of ours", () => {
		expect(imports.filter(({ from, to }) => from === "core" && to !== "core")).toEqual([]);
	});

	test("adapters do not know each other", () => {
		const crossing = imports.filter(({ file, target }) => {
			const [mine, theirs] = [adapterOf(file), adapterOf(target)];
			return mine !== null && theirs !== null && mine !== theirs;
		});
		expect(crossing).toEqual([]);
	});

	test("there are no circles", () => {
		expect(circles(imports)).toEqual([]);
	});

	test("no file is called after nothing", () => {
		const vague = files(source).filter((file) => /(^|\/)(utils?|helpers?|manager|handler|data|info)\.ts$/.test(file));
		expect(vague).toEqual([]);
	});
});

function mayImport(from: string, to: string): boolean {
	const allowed = ALLOWED[from] ?? [];
	return allowed.includes("*") || allowed.includes(to);
}

function adapterOf(file: string): string | null {
	return /^adapters\/([^/]+)\//.exec(file)?.[1] ?? null;
}

/** Product code only: tests and what only tests use may reach further. */
function files(directory: string): readonly string[] {
	return readdirSync(directory, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
		.map((entry) => relative(source, join(entry.parentPath, entry.name)))
		.filter((file) => !file.startsWith("testing/") && !isTestFile(file));
}

/** Tests, fixtures and worlds that stand beside the code. */
function isTestFile(file: string): boolean {
	return /\.test\.ts$|\.fixture\.ts$|(^|\/)(fixture|test-)[\w-]*\.ts$|\/[\w-]*-?world\.ts$/.test(file) && file !== "run/world.ts";
}

function allImports(): readonly Import[] {
	return files(source).flatMap((file) => {
		const text = readFileSync(join(source, file), "utf8");
		const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].flatMap(([, specifier]) => specifier ?? []);
		return specifiers
			.filter((specifier) => specifier.endsWith(".ts"))
			.map((specifier) => {
				const target = relative(source, resolve(source, dirname(file), specifier));
				return { file, target, from: roomOf(file), to: roomOf(target) };
			});
	});
}

function roomOf(file: string): string {
	return file.split("/")[0] ?? "";
}

/** Files that import each other in a loop, types included: a loop of types is still a knot. */
function circles(edges: readonly Import[]): readonly string[] {
	const next = Map.groupBy(edges, (edge) => edge.file);
	const done = new Set<string>();
	const found: string[] = [];
	const visit = (file: string, path: readonly string[]): void => {
		const start = path.indexOf(file);
		if (start >= 0) return void found.push([...path.slice(start), file].join(" → "));
		if (done.has(file)) return;
		for (const { target } of next.get(file) ?? []) visit(target, [...path, file]);
		done.add(file);
	};
	for (const file of next.keys()) visit(file, []);
	return found;
}
