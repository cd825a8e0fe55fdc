import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Bundle } from "../../bench/bundle.ts";
import { createFleet, serviceName } from "../../bench/fleet-world.ts";
import { buildProduct } from "../../bench/start-up.ts";
import { type Sink, startSink } from "../../src/testing/sink.ts";

const SOURCE = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const TELL_LOADED = new URL("./tell-loaded.mjs", import.meta.url).href;
const toldShape = z.object({ files: z.array(z.string()), builtins: z.array(z.string()) });

const commands = {
	help: ["--help"],
	plan: ["plan", serviceName(0), "--to", "v1"],
	assess: ["assess", serviceName(0)],
};
let product: Bundle;
let health: Sink;
let directory: string;

beforeAll(async () => {
	product = await buildProduct();
	health = await startSink((_request, response) => response.end("ok"));
	const fileAdapter = join(product.directory, "file-adapter.js");
	directory = await createFleet({ services: 1, steps: 1, state: null, healthUrl: health.url, fileAdapter });
});

afterAll(async () => {
	await Promise.all([product.remove(), health.stop(), rm(directory, { recursive: true, force: true })]);
});

/** What the command loads: files of ours by their place under src/, packages by name, Node's own modules. */
async function loadedBy(main: string, command: keyof typeof commands) {
	const told = join(await mkdtemp(join(tmpdir(), "backout-loaded-")), "loaded.json");
	const argv = ["--import", TELL_LOADED, main, ...commands[command]];
	await promisify(execFile)(process.execPath, argv, { cwd: directory, env: { ...process.env, TELL_LOADED: told } });
	const { files, builtins } = toldShape.parse(JSON.parse(await readFile(told, "utf8")));
	const ours = files.filter((url) => url.startsWith("file:") && !url.includes("/node_modules/"));
	const packages = files.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/.][^/]*)/.exec(url)?.[1] ?? "");
	return {
		rooms: [...new Set(ours.map((url) => /\/src\/(.+)\.ts$/.exec(url)?.[1] ?? ""))].filter((room) => room !== ""),
		packages: [...new Set(packages)].filter((name) => name !== "").sort(),
		builtins,
		chunks: files.filter((url) => url.includes("/backout-bench-")).length,
	};
}

const PACKAGES = ["@stricli/core", "fastest-levenshtein", "kysely", "picocolors", "yaml", "zod"];
const HTTP = ["http", "https", "tls", "http2", "internal/deps/undici/undici"];
/** What only runs, reports, messages and guarded deploys need; the tables of kinds and the names of processes are small and shared. */
const LATE = /^(run\/(?!owner)|report|channels\/(?!index)|adapters|store\/postgres|flow\/guard\/(?!desk)|runtime\/process)/;
/** The kinds of signals that the config does not name. (It has a setting called `log`, and so that kind is loaded.) */
const UNNAMED = /^signals\/(command|dns|prometheus|sql|tls)/;

test("help loads no app, no config and no store", async () => {
	const { rooms, packages } = await loadedBy(SOURCE, "help");
	expect(packages).toEqual(["@stricli/core", "picocolors"]);
	expect(rooms.filter((room) => !/^(cli|core)\//.test(room))).toEqual([]);
});

test("plan loads no durable engine, no PostgreSQL, no process, no HTTP, and of all kinds only those that the config names", async () => {
	const { rooms, packages, builtins } = await loadedBy(SOURCE, "plan");
	expect(rooms).toContain("signals/http");
	expect(packages).toEqual(PACKAGES);
	expect(rooms.filter((room) => LATE.test(room) || UNNAMED.test(room) || room === "runtime/http-exchange")).toEqual([]);
	expect(builtins.filter((name) => [...HTTP, "child_process"].includes(name))).toEqual([]);
});

test("assess loads Node's HTTP, but neither undici nor the rest that plan does without", async () => {
	const { rooms, packages, builtins } = await loadedBy(SOURCE, "assess");
	expect(packages).toEqual(PACKAGES);
	expect(rooms.filter((room) => LATE.test(room) || UNNAMED.test(room))).toEqual([]);
	expect(builtins.filter((name) => HTTP.includes(name)).sort()).toEqual(["https", "tls"]);
});

test("the product as it is built keeps them apart, too, and reads few files", async () => {
	const main = join(product.directory, "cli", "main.js");
	const [help, plan, assess] = [await loadedBy(main, "help"), await loadedBy(main, "plan"), await loadedBy(main, "assess")];
	expect(plan.builtins.filter((name) => [...HTTP, "child_process"].includes(name))).toEqual([]);
	expect(assess.builtins.filter((name) => HTTP.includes(name)).sort()).toEqual(["https", "tls"]);
	expect([...help.packages, ...plan.packages, ...assess.packages].filter((name) => /^(openworkflow|postgres)$/.test(name))).toEqual([]);
	// Today 4, 17 and 19.
	expect(help.chunks).toBeLessThanOrEqual(6);
	expect(plan.chunks).toBeLessThanOrEqual(22);
	expect(assess.chunks).toBeLessThanOrEqual(24);
});
