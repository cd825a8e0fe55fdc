import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { startBackout } from "../world/command-line.ts";

const backout = (...args: readonly string[]) => startBackout(args, { directory: tmpdir() }).ended;

describe("--help", () => {
	test("shows what may be left out, in the list of all commands and in a command's own help", async () => {
		const { stdout } = await backout("--help");
		for (const line of ["status [<service>]", "run [<service>]", "show [<run>]", "completion [bash|zsh|fish]", "plan <service>"]) {
			expect(stdout.split("\n")).toContain(`  backout ${line}`);
		}
		expect((await backout("show", "--help")).stdout).toContain("  backout show [<run>]\n");
		expect((await backout("incident", "--help")).stdout).toContain("  backout incident list [<service>]\n");
	});
});

describe("-v", () => {
	test("is --verbose of every command, never the version", async () => {
		expect((await backout("status", "--help")).stdout).toMatch(/^ {2}-v \[--verbose\]/m);
		expect((await backout("--help")).stdout).toMatch(/^ {2}-V --version/m);
		const alone = await backout("-v");
		expect(alone).toMatchObject({ code: 2, stdout: "" });
		expect(alone.stderr).toContain("write it after the command: backout status -v");
	});

	test("-V and --version print the version", async () => {
		for (const flag of ["-V", "--version"]) expect(await backout(flag)).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
	});
});
