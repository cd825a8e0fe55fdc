// The kubectl that the tests compare with: the PATH's, else Debian's, else built like the rest.
import { spawnSync } from "node:child_process";
import { buildPrograms, programPath } from "./build.mjs";
import { KUBECTL } from "./versions.mjs";

/** The program's name on the PATH, or the path of the one that was built. */
export function provideKubectl(cache) {
	if (answers("kubectl")) return "kubectl";
	if (process.getuid?.() === 0) {
		process.stderr.write("Installing kubectl for the tests (apt-get) …\n");
		const quiet = { stdio: ["ignore", "ignore", 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
		spawnSync("apt-get", ["update", "-qq"], quiet);
		spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "kubernetes-client"], quiet);
		if (answers("kubectl")) return "kubectl";
	}
	buildPrograms([KUBECTL], cache);
	return programPath(KUBECTL.name, cache);
}

function answers(program) {
	return spawnSync(program, ["version", "--client"], { stdio: "ignore" }).status === 0;
}
