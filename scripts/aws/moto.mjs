// moto plays AWS in the tests: the moto_server on the PATH, or one that pip installs into a cache outside the repository.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fail } from "../install.mjs";

const VERSION = "5.2.1";
const home = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "backout", "aws", `moto-${VERSION}`);
const own = join(home, "bin", "moto_server");

/** The path of a moto_server; installed the first time. */
export function provideMoto() {
	if (spawnSync("moto_server", ["--help"], { stdio: "ignore" }).status === 0) return "moto_server";
	if (existsSync(own)) return own;
	process.stderr.write(`Installing moto ${VERSION} (pip) …\n`);
	mkdirSync(home, { recursive: true });
	const quiet = { stdio: ["ignore", 2, 2] };
	const isDone =
		spawnSync("python3", ["-m", "venv", home], quiet).status === 0 &&
		spawnSync(join(home, "bin", "pip"), ["install", "--quiet", `moto[server,all]==${VERSION}`], quiet).status === 0;
	if (!isDone) fail("moto could not be installed", `put a moto_server on the PATH: pip install 'moto[server,all]==${VERSION}'`);
	return own;
}
