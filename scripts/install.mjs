// Runs on any Node ≥ 20.19: installs what package-lock.json asks for, once, and tells where the pinned Node is.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".installed-lock");
const pinned = join(root, "node_modules", "node", "bin", "node");

/** Installs the dependencies when they are missing or not those of the lock file. Says so on standard error: it takes a while. */
export function install() {
	const wanted = createHash("sha256")
		.update(readFileSync(join(root, "package-lock.json")))
		.digest("hex");
	if (existsSync(pinned) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
	process.stderr.write("Installing dependencies (npm ci) …\n");
	const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, stdio: ["ignore", 2, 2] });
	if (status !== 0) fail("npm ci failed", "see its output above; npm must reach its registry");
	if (!existsSync(pinned)) {
		fail(
			"the pinned Node was not installed",
			"npm must be allowed to run the install script of the package `node`: npm install-scripts approve node",
		);
	}
	writeFileSync(stamp, wanted);
}

/** Builds dist/ when a source is newer than it. */
export function build() {
	const { status } = runPinned([join(root, "node_modules", "tsdown", "dist", "run.mjs"), "--logLevel", "warn"], {
		stdio: ["ignore", 2, 2],
	});
	if (status !== 0) fail("the build failed", "see its output above");
}

/** Runs a program under the pinned Node, with the project's own tools first on the PATH. */
export function runPinned(args, options = {}) {
	return spawnSync(pinned, args, { cwd: root, stdio: "inherit", ...options, env: environment(options.env) });
}

/** The environment in which `node` is the pinned one. */
export function environment(extra = {}) {
	return { ...process.env, ...extra, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH}` };
}

export function fail(what, fix) {
	process.stderr.write(`\n${what}\n  fix: ${fix}\n`);
	process.exit(1);
}
