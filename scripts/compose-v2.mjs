// Builds the Docker Compose v2 plugin from its Go module and prints the path of the program.
// Usage: BACKOUT_COMPOSE_V2=$(node scripts/compose-v2.mjs) npx vitest run src/adapters/compose
// Needs Go 1.24 or newer, about 2 GB of disk for Go's caches, and about ten minutes on two cores the first time.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const VERSION = "v2.40.3";
const MODULE = "github.com/docker/compose/v2";

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "backout", `compose-${VERSION}`);
const program = join(cache, "docker-compose");

if (!existsSync(program)) build();
process.stdout.write(`${program}\n`);

// `go install module@version` refuses a module with `exclude` lines, so its source is copied and built as the main module.
function build() {
	const source = join(cache, "source");
	mkdirSync(cache, { recursive: true });
	const { Dir: directory } = JSON.parse(go(["mod", "download", "-json", `${MODULE}@${VERSION}`], cache));
	rmSync(source, { recursive: true, force: true });
	cpSync(directory, source, { recursive: true });
	makeWritable(source);
	const flags = ["-trimpath", "-ldflags", `-s -w -X ${MODULE}/internal.Version=${VERSION}`];
	go(["build", "-p", "1", ...flags, "-o", `${program}.new`, "./cmd"], source);
	renameSync(`${program}.new`, program);
	rmSync(source, { recursive: true, force: true });
}

function go(args, cwd) {
	const { status, stdout, error } = spawnSync("nice", ["-n", "15", "go", ...args], {
		cwd,
		encoding: "utf8",
		stdio: ["ignore", "pipe", "inherit"],
	});
	if (status === 0) return stdout;
	process.stderr.write(
		`go ${args.join(" ")} failed${error ? `: ${error.message}` : ""}. Install Go 1.24 or newer (https://go.dev/dl) and try again.\n`,
	);
	process.exit(1);
}

// Go's module cache is read-only, and so is what is copied from it.
function makeWritable(directory) {
	chmodSync(directory, 0o755);
	for (const entry of readdirSync(directory, { withFileTypes: true })) {
		if (entry.isDirectory()) makeWritable(join(directory, entry.name));
	}
}
