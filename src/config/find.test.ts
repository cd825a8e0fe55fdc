import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findConfigFile } from "./find.ts";

describe("findConfigFile", () => {
	let root = "";
	beforeEach(async () => {
		root = await realpath(await mkdtemp(join(tmpdir(), "backout-find-")));
		await mkdir(join(root, "repository", ".git"), { recursive: true });
		await mkdir(join(root, "repository", "packages", "api"), { recursive: true });
	});
	afterEach(async () => {
		await rm(root, { recursive: true, force: true });
	});
	const inside = () => join(root, "repository", "packages", "api");

	it("walks up to the nearest one", async () => {
		await writeFile(join(root, "repository", "backout.yml"), "");
		expect(findConfigFile(inside(), null)).toBe(join(root, "repository", "backout.yml"));
		await writeFile(join(inside(), "backout.yaml"), "");
		expect(findConfigFile(inside(), null)).toBe(join(inside(), "backout.yaml"));
	});
	it("does not leave the git repository: what stands above it belongs to something else", async () => {
		await writeFile(join(root, "backout.yaml"), "");
		expect(() => findConfigFile(inside(), null)).toThrow(
			`There is no backout.yaml in ${inside()} or above it, up to ${join(root, "repository")}.`,
		);
	});
	it("says to run init when there is none", () => {
		expect(() => findConfigFile(inside(), null)).toThrow(
			expect.objectContaining({ code: "config.not-found", fix: expect.stringContaining("backout init") }),
		);
	});
	it("takes an explicit file, or the one in an explicit directory, and nothing else", async () => {
		await writeFile(join(root, "other.yaml"), "");
		expect(findConfigFile(root, "other.yaml")).toBe(join(root, "other.yaml"));
		await writeFile(join(root, "repository", "backout.yaml"), "");
		expect(findConfigFile(root, "repository")).toBe(join(root, "repository", "backout.yaml"));
		expect(() => findConfigFile(join(root, "repository"), "none.yaml")).toThrow(
			`There is no config file ${join(root, "repository", "none.yaml")}.`,
		);
	});
});
