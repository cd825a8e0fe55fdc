import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Instance } from "./instances.ts";
import { forgetKept, keepSettings, movedSettings, readKept } from "./kept.ts";

let home: string;
beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), "kept-"));
});
afterEach(async () => {
	await rm(home, { recursive: true });
});

const settings = {
	name: "shop",
	status: "stopped",
	pm_id: 4,
	restart_time: 9,
	created_at: 1,
	exec_mode: "cluster_mode",
	pm_cwd: "/r/v3/api",
	pm_exec_path: "/r/v3/api/server.js",
	pm_out_log_path: "/r/v3/out.log",
	pm_err_log_path: "/var/log/shop.log",
	PWD: "/r/v30",
	env: { PWD: "/r/v3/api", CONFIG: "/r/v3/config.json", KEY: "secret" },
};
const instance: Instance = {
	id: "4",
	release: "v3",
	pid: null,
	status: "stopped",
	cwd: "/r/v3/api",
	script: "/r/v3/api/server.js",
	cwdInRelease: "api",
	scriptInRelease: "api/server.js",
	mode: "cluster_mode",
	startedAtMs: 0,
	askedAtMs: null,
	killTimeoutMs: 1_600,
	restarts: 9,
	unstableRestarts: 9,
	logs: [],
	settings,
	envNames: ["CONFIG", "KEY", "PWD"],
};
const to = { release: "v2", directory: "/r/v2" };

test("paths inside the release move, everything else stays, and nothing of the old life is carried over", () => {
	expect(movedSettings(instance, to)).toEqual({
		name: "shop",
		status: "online",
		exec_mode: "cluster_mode",
		pm_cwd: "/r/v2/api",
		pm_exec_path: "/r/v2/api/server.js",
		pm_out_log_path: "/r/v2/out.log",
		pm_err_log_path: "/var/log/shop.log",
		PWD: "/r/v30",
		env: { PWD: "/r/v2/api", CONFIG: "/r/v3/config.json", KEY: "secret" },
		backout_release: "v2",
	});
});

test("kept settings are readable by their owner alone, and found again until they are forgotten", async () => {
	expect(await readKept(home, "shop")).toBeNull();
	const kept = await keepSettings(home, "shop", [instance, instance], to);
	expect((await stat(kept.file)).mode & 0o777).toBe(0o600);
	expect(await readKept(home, "shop")).toEqual({ file: kept.file, to: "v2", count: 2 });
	await forgetKept(home, "shop");
	expect(await readKept(home, "shop")).toBeNull();
});

test("a torn or foreign file is no kept settings", async () => {
	const { file } = await keepSettings(home, "shop", [instance], to);
	await writeFile(file, (await readFile(file, "utf8")).slice(0, 40));
	expect(await readKept(home, "shop")).toBeNull();
});

test("when the settings cannot be kept, that is said before anything is changed", async () => {
	await expect(keepSettings(join(home, "no"), "shop", [instance], to)).rejects.toMatchObject({ code: "pm2.settings-not-kept" });
});
