// Runs Go, out of the way of everything else on the machine.
import { spawnSync } from "node:child_process";
import { fail } from "../install.mjs";

/** The standard output of a go command that must succeed; what it reports goes to standard error. */
export function go(args, cwd) {
	const { status, stdout, error } = run(args, cwd);
	if (status !== 0) fail(`go ${args.slice(0, 2).join(" ")} failed${error ? `: ${error.message}` : ""}`, FIX);
	return stdout;
}

/** Where a module's files lie, downloaded when they are not there; only this module's own. */
export function moduleDirectory({ module, version }, cwd) {
	return JSON.parse(go(["mod", "download", "-json", `${module}@${version}`], cwd)).Dir;
}

const FIX = "see its output above; Go 1.26 or newer (https://go.dev/dl) must be installed and reach its module proxy";

function run(args, cwd) {
	return spawnSync("nice", ["-n", "15", "go", ...args], {
		cwd,
		encoding: "utf8",
		stdio: ["ignore", "pipe", 2],
		maxBuffer: 64 * 1024 * 1024,
	});
}
