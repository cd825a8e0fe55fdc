import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";

const command = process.env["BACKOUT_CLI"] ?? resolve(fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url)));

let world: World;
let bin: string;
beforeAll(async () => {
	world = await createWorld();
	bin = join(world.directory, "bin");
	await mkdir(bin);
	await writeFile(join(bin, "backout"), `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`);
	await chmod(join(bin, "backout"), 0o755);
});
afterAll(() => world.remove());

/** What bash would offer after these words, asked through the real script in a real bash. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
	const script = `source <(backout completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _backout; printf '%s\\n' "\${COMPREPLY[@]}"`;
	const { stdout } = await promisify(execFile)("bash", ["-c", script, "bash", "backout", ...words], {
		cwd: world.directory,
		env: { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` },
	});
	return stdout.split("\n").filter((line) => line !== "");
}

describe("completion in bash", () => {
	test("offers commands, services, environments and flags", async () => {
		expect(await offered("st")).toEqual(["status"]);
		expect(await offered("plan", "")).toEqual(["shop"]);
		expect(await offered("plan", "shop", "-e", "prod")).toEqual(["production"]);
		expect(await offered("plan", "shop", "--to")).toEqual(["--to"]);
		expect(await offered("incident", "a")).toEqual(["ack"]);
	});

	test("offers the ids of runs and incidents", async () => {
		await world.backout(["run", "shop", "--yes"]);
		const { run } = await world.newest();
		expect(await offered("show", "run-")).toEqual([run.id]);
		expect(await offered("incident", "show", "")).toContain(run.incident);
	});

	test("offers nothing, and says nothing, where there is no config", async () => {
		await world.write("backout.yaml", "version: 99\n");
		expect(await offered("plan", "s")).toEqual([]);
	});
});
