// Builds the control plane's programs from their Go modules, each once: a stamp beside it says which version is there.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { go } from "./go.mjs";

const GO_VERSION = "1.24.0";

/** Builds what is not there in this version, with a line of progress for each. */
export function buildPrograms(programs, cache) {
	const missing = programs.filter((program) => !isBuilt(program, cache));
	if (missing.length === 0) return;
	const minutes = "about 25 minutes on two cores for all of them";
	process.stderr.write(`Building ${missing.map(({ name }) => name).join(", ")} from source, once (${minutes}) …\n`);
	mkdirSync(join(cache, "bin"), { recursive: true });
	for (const [index, program] of missing.entries()) {
		const startedAt = Date.now();
		process.stderr.write(`  [${index + 1}/${missing.length}] ${program.name} ${program.version} … `);
		build(program, cache);
		process.stderr.write(`${Math.round((Date.now() - startedAt) / 1_000)} s\n`);
	}
}

/** The path of a built program. */
export function programPath(name, cache) {
	return join(cache, "bin", name);
}

function isBuilt(program, cache) {
	const stamp = stampPath(program, cache);
	return existsSync(programPath(program.name, cache)) && existsSync(stamp) && readFileSync(stamp, "utf8").trim() === stampOf(program);
}

/** A module of our own that wants only this program: a module's own `replace` lines do not count for others, so they are repeated. */
function build(program, cache) {
	const scratch = mkdtempSync(join(cache, `build-${program.name}-`));
	try {
		writeFileSync(join(scratch, "go.mod"), goMod(program, scratch));
		writeFileSync(join(scratch, "tools.go"), `//go:build tools\n\npackage scratch\n\nimport _ "${program.package}"\n`);
		go(["mod", "tidy"], scratch);
		const flags = ["-p", "1", "-ldflags", ["-s", "-w", ...program.linkerFlags].join(" ")];
		const made = join(scratch, program.name);
		go(["build", ...flags, "-o", made, program.package], scratch);
		renameSync(made, programPath(program.name, cache));
		writeFileSync(stampPath(program, cache), `${stampOf(program)}\n`);
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

function goMod(program, scratch) {
	const staged = stagingModules(program, scratch).map((module) => `\t${module} => ${module} ${program.version.replace("v1.", "v0.")}\n`);
	const replace = staged.length === 0 ? "" : `\nreplace (\n${staged.join("")})\n`;
	return `module backout.test/scratch\n\ngo ${GO_VERSION}\n\nrequire ${program.module} ${program.version}\n${replace}`;
}

/** Kubernetes requires its own parts as v0.0.0 and replaces them by folders; published they are v0.33.13 for v1.33.13. */
function stagingModules({ module, version }, scratch) {
	const { GoMod: file } = JSON.parse(go(["mod", "download", "-json", `${module}@${version}`], scratch));
	const { Require: required } = JSON.parse(go(["mod", "edit", "-json", file], scratch));
	return (required ?? []).filter((one) => one.Version === "v0.0.0").map((one) => one.Path);
}

function stampOf({ module, version }) {
	return `${module} ${version}`;
}

function stampPath({ name }, cache) {
	return join(cache, "bin", `${name}.version`);
}
