import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeRelease, listReleases } from "./releases.ts";

let root: string;
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), "releases-"));
});
afterEach(async () => {
	await rm(root, { recursive: true });
});

const release = async (name: string, files: Readonly<Record<string, string>> = {}) => {
	await mkdir(join(root, name));
	for (const [file, text] of Object.entries(files)) await writeFile(join(root, name, file), text);
	return join(root, name);
};

test("releases come newest first: by .released, or else by the directory's own time", async () => {
	await release("a", { ".released": "2026-01-03T00:00:00Z\n" });
	await utimes(await release("b"), new Date("2026-01-04T00:00:00Z"), new Date("2026-01-04T00:00:00Z"));
	await release("c", { ".released": "2026-01-02T00:00:00Z" });
	await release("d.partial");
	await release(".git");
	await writeFile(join(root, "notes.txt"), "");
	expect((await listReleases(root, null)).map((found) => [found.id, found.deployedAt])).toEqual([
		["b", "2026-01-04T00:00:00.000Z"],
		["a", "2026-01-03T00:00:00.000Z"],
		["c", "2026-01-02T00:00:00.000Z"],
	]);
});

test("a release that cannot be started says why and what helps", async () => {
	const built = await release("v1", { "server.js": "", "package.json": '{"dependencies":{"x":"1"}}' });
	expect((await describeRelease(built, "dist/index.js")).unavailable).toBe(`dist/index.js is missing in ${built}: build it there`);
	expect((await describeRelease(built, "server.js")).unavailable).toBe(`node_modules is missing in ${built}: run npm ci there`);
	await mkdir(join(built, "node_modules"));
	expect((await describeRelease(built, "server.js")).unavailable).toBeNull();
	expect((await describeRelease(join(root, "gone"), null)).unavailable).toContain("is gone");
});

test("the commit comes from REVISION, from package.json, or from the checkout; hostile text is none", async () => {
	expect((await describeRelease(await release("a", { REVISION: "0123abcdef\n" }), null)).commit).toBe("0123abcdef");
	expect((await describeRelease(await release("b", { "package.json": '{"gitHead":"fedcba9876"}' }), null)).commit).toBe("fedcba9876");
	expect((await describeRelease(await release("c", { REVISION: "--upload-pack=evil" }), null)).commit).toBeNull();
	const checkout = await release("d");
	const git = async (...args: readonly string[]) =>
		(await promisify(execFile)("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: checkout })).stdout.trim();
	await git("init", "-q");
	await git("commit", "-q", "--allow-empty", "-m", "one");
	expect((await describeRelease(checkout, null)).commit).toBe(await git("rev-parse", "HEAD"));
	await git("pack-refs", "--all");
	expect((await describeRelease(checkout, null)).commit).toBe(await git("rev-parse", "HEAD"));
});

test("a releases directory that is missing is named with the fix", async () => {
	await expect(listReleases(join(root, "no"), null)).rejects.toMatchObject({ code: "pm2.no-releases-directory" });
});
