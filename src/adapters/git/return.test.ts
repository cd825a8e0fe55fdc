import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Proposal, VersionedTarget } from "../../core/adapter.ts";
import { bringAbout, callFor, stepsOf } from "../../testing/step-driver.ts";
import { openGit } from "./client.ts";
import { gitSchema } from "./config.ts";
import { changedAreas, merges } from "./history.ts";
import { findRepository } from "./repository.ts";
import { commitFiles, connectTo, contextIn, createPlaces, type GitPlaces, git, mergeFiles, pushAuthor } from "./test-world.ts";

let places: GitPlaces;
let target: VersionedTarget;
let v1: string;

beforeEach(async () => {
	places = await createPlaces('shop\'s "api" $(id)');
	v1 = await commitFiles(places, "v1", { "app/price.txt": "10\n", "docs/a.md": "a\n" });
	await git(places.author, "tag", "v1");
	target = await connectTo(places);
});
afterEach(async () => {
	await rm(places.root, { recursive: true, force: true });
});

async function proposeReturn(id: string, on = target, force = false): Promise<Proposal> {
	const to = { id, label: null, commit: id, digest: null, deployedAt: null, unavailable: null };
	return await on.propose({ kind: "return", to, force });
}

async function returnTo(id: string): Promise<void> {
	await bringAbout(target, stepsOf("git", await proposeReturn(id)));
}

const remoteTree = async (revision: string) => await git(places.remote, "rev-parse", `${revision}^{tree}`);
const subjects = async (range: string) => (await git(places.remote, "log", "--first-parent", "--format=%s", range)).split("\n");

describe("returning by reverts", () => {
	test("takes each commit and merge back separately, newest first, and ends at exactly the old content", async () => {
		await mergeFiles(places, 2, { "app/price.txt": "11\n", "app/new.txt": "n\n" });
		await commitFiles(places, "v3", { "app/price.txt": "12\n", "docs/a.md": null });
		await pushAuthor(places);
		const before = await git(places.remote, "rev-parse", "main");
		await returnTo(v1);
		expect(await remoteTree("main")).toBe(await remoteTree(v1));
		expect(await subjects(`${before}..main`)).toEqual(['Revert "Merge pull request #2"', 'Revert "v3"']);
		expect(await git(places.remote, "rev-list", "--count", "--merges", `${before}..main`)).toBe("0");
		expect(await git(places.remote, "log", "-1", "--format=%B", "main")).toMatch(
			/reversing\nchanges made to [0-9a-f]{40}\.\n\nBackout returns shop in production to v1\.\n\nBackout-Step: [0-9a-f]{24}$/,
		);
	});

	test("says which commits go, that the release itself stays, the trap of a reverted merge, and how to land it again", async () => {
		const bad = await mergeFiles(places, 2, { "app/price.txt": "11\n" });
		await pushAuthor(places);
		const proposal = await proposeReturn(v1);
		if (proposal.kind !== "steps") throw new Error(proposal.kind);
		const told = proposal.warnings.join("\n");
		expect(told).toContain(`taken back, newest first: ${bad.slice(0, 10)} "Merge pull request #2"; v1 itself stays`);
		expect(told).toContain("merging the same branch again later silently leaves its commits out");
		expect(told).toMatch(/revert the revert first: git revert [0-9a-f]{10}/);
		expect(told).toContain("name that branch in `development`");
		expect(proposal.steps.map(({ risk, repeat, undo }) => [risk, repeat, undo])).toEqual([["safe", "conditional", null]]);
	});

	test("passes over a change that was reverted by hand already", async () => {
		await commitFiles(places, "bad", { "app/price.txt": "99\n" });
		await git(places.author, "revert", "--no-edit", "HEAD");
		await commitFiles(places, "worse", { "app/price.txt": "-1\n" });
		await pushAuthor(places);
		const before = await git(places.remote, "rev-parse", "main");
		await returnTo(v1);
		expect(await subjects(`${before}..main`)).toEqual(['Revert "worse"']);
	});

	test("knows a revert that a person pushed as the earlier release come back", async () => {
		await commitFiles(places, "bad", { "app/price.txt": "99\n" });
		await git(places.author, "revert", "--no-edit", "HEAD");
		await pushAuthor(places);
		expect(await target.current()).toMatchObject({ id: v1, label: "v1" });
		expect(await proposeReturn(v1)).toEqual({ kind: "nothing", reason: "main has the content of v1 already" });
	});

	test("takes many commits back by one that names them", async () => {
		for (let count = 0; count < 22; count++) await commitFiles(places, `change ${count}`, { "app/price.txt": `${count + 20}\n` });
		await pushAuthor(places);
		const before = await git(places.remote, "rev-parse", "main");
		await returnTo(v1);
		expect(await subjects(`${before}..main`)).toEqual(["Return main to v1"]);
		expect(await git(places.remote, "log", "-1", "--format=%b", "main")).toContain(" change 21\n");
		expect(await remoteTree("main")).toBe(await remoteTree(v1));
	});

	test("reaches a tag that is not on the branch's own line by one commit", async () => {
		await git(places.author, "checkout", "--quiet", "-b", "release-2");
		const side = await commitFiles(places, "on the side", { "app/price.txt": "15\n" });
		await git(places.author, "tag", "v2");
		await git(places.author, "checkout", "--quiet", "main");
		await commitFiles(places, "meanwhile", { "docs/b.md": "b\n" });
		await git(places.author, "merge", "--quiet", "--no-ff", "-m", "Merge release 2", "release-2");
		await pushAuthor(places);
		await returnTo(side);
		expect(await remoteTree("main")).toBe(await remoteTree("v2"));
		expect((await subjects("-1"))[0]).toBe("Return main to v2");
	});

	test("deploys what is there again by an empty commit when that is forced", async () => {
		await pushAuthor(places);
		await bringAbout(target, stepsOf("git", await proposeReturn(v1, target, true)));
		expect(await subjects("-1")).toEqual(["Deploy v1 again"]);
		expect((await target.current()).id).toBe(v1);
	});
});

describe("by hand and by Backout", () => {
	test.each(["separate reverts", "one commit"])("the result is the same content: %s", async (kind) => {
		await mergeFiles(places, 2, { "app/price.txt": "11\n", 'it\'s "new".txt': "n\n" });
		await commitFiles(places, "v3", { "docs/a.md": null });
		if (kind === "one commit")
			for (let count = 0; count < 20; count++) await commitFiles(places, `change ${count}`, { "app/price.txt": `${count + 20}\n` });
		await pushAuthor(places);
		const [step] = stepsOf("git", await proposeReturn(v1));
		const identity = { GIT_AUTHOR_NAME: "Rui", GIT_AUTHOR_EMAIL: "r@x", GIT_COMMITTER_NAME: "Rui", GIT_COMMITTER_EMAIL: "r@x" };
		await promisify(execFile)("sh", ["-ec", step?.command ?? "false"], { cwd: "/", env: { ...process.env, ...identity } });
		expect(await remoteTree("main")).toBe(await remoteTree(v1));
		expect(await git(places.clone, "worktree", "list", "--porcelain")).not.toMatch(/backout-[0-9a-f]{12}-/);
	});
});

describe("the user's clone", () => {
	test("keeps its work, its branches and its remote-tracking refs", async () => {
		await pushAuthor(places);
		await git(places.clone, "pull", "--quiet", "origin", "main");
		await commitFiles(places, "bad", { "app/price.txt": "99\n" });
		await pushAuthor(places);
		await writeFile(join(places.clone, "app/price.txt"), "half-done work");
		await git(places.clone, "add", "app/price.txt");
		const shot = async () => [
			await git(places.clone, "status", "--porcelain=v2", "--branch"),
			await git(places.clone, "for-each-ref"),
			await git(places.clone, "worktree", "list"),
		];
		const before = await shot();
		await returnTo(v1);
		expect(await shot()).toEqual(before);
		expect(await readFile(join(places.clone, "app/price.txt"), "utf8")).toBe("half-done work");
	});

	test("may be named by a folder inside it, by a linked work tree, or be bare", async () => {
		await pushAuthor(places);
		await git(places.clone, "pull", "--quiet", "origin", "main");
		await git(places.clone, "worktree", "add", "--quiet", "--detach", join(places.root, "linked"));
		await git(places.root, "clone", "--quiet", "--bare", places.remote, join(places.root, "bare.git"));
		for (const repository of [join(places.clone, "app"), join(places.root, "linked"), join(places.root, "bare.git")]) {
			expect((await (await connectTo(places, { repository })).current()).id).toBe(v1);
		}
	});

	test("is told when it is none", async () => {
		await expect(connectTo(places, { repository: "/proc" })).rejects.toMatchObject({
			code: "git.not-a-repository",
			message: "/proc is not inside a git clone",
		});
	});

	test("may be shallow: what it shows can be returned to", async () => {
		await commitFiles(places, "bad", { "app/price.txt": "98\n" });
		await commitFiles(places, "worse", { "app/price.txt": "99\n" });
		await pushAuthor(places);
		const repository = join(places.root, "shallow");
		await git(places.root, "clone", "--quiet", "--depth=2", `file://${places.remote}`, repository);
		const shallow = await connectTo(places, { repository });
		const [, previous, ...older] = await shallow.history(10);
		expect(older).toEqual([]);
		await bringAbout(shallow, stepsOf("git", await proposeReturn(previous?.id ?? "", shallow)));
		expect(await remoteTree("main")).toBe(await remoteTree(previous?.id ?? ""));
		const refused = await proposeReturn(v1, shallow);
		expect(refused.kind === "refused" && refused.fix).toContain("git fetch --unshallow");
	});
});

test("commits are alike whoever makes them: a second worker's push of the same plan changes nothing", async () => {
	await commitFiles(places, "bad", { "app/price.txt": "99\n" });
	await pushAuthor(places);
	const [step] = stepsOf("git", await proposeReturn(v1));
	if (step === undefined) throw new Error("no step");
	const second = join(places.root, "second");
	await git(places.root, "clone", "--quiet", places.remote, second);
	const other = await connectTo(places, { repository: second });
	await target.apply(step, callFor());
	const after = await git(places.remote, "rev-parse", "main");
	expect((await other.observe(step, callFor())).state).toBe("landed");
	await other.apply(step, callFor());
	expect(await git(places.remote, "rev-parse", "main")).toBe(after);
});

test("merges and changes by area can be asked for", async () => {
	const merge = await mergeFiles(places, 2, { "app/price.txt": "11\n", "app/new.txt": "n\n", "README.md": "r\n" });
	await pushAuthor(places);
	await target.current();
	const context = contextIn(places.root);
	const repository = await findRepository(gitSchema.parse({ repository: places.clone }), places.root);
	const opened = await openGit(repository, context.processes, null);
	expect((await merges(opened, merge, 5)).map(({ id, subject, author }) => [id, subject, author])).toEqual([
		[merge, "Merge pull request #2", "Ana"],
	]);
	expect(await changedAreas(opened, v1, merge)).toEqual([
		{ area: "app", files: 2, added: 2, deleted: 1 },
		{ area: "README.md", files: 1, added: 1, deleted: 0 },
	]);
});
