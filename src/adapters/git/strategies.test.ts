import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Proposal, VersionedTarget } from "../../core/adapter.ts";
import type { Step } from "../../core/step.ts";
import { bringAbout, callFor, stepsOf } from "../../testing/step-driver.ts";
import type { GitConfig } from "./config.ts";
import { commitFiles, connectTo, createPlaces, type GitPlaces, git, mergeFiles, pushAuthor } from "./test-world.ts";

let places: GitPlaces;
let v1: string;
let bad: string;

beforeEach(async () => {
	places = await createPlaces();
	v1 = await commitFiles(places, "v1", { "app/price.txt": "10\n" });
	await git(places.author, "tag", "v1");
	bad = await mergeFiles(places, 2, { "app/price.txt": "11\n", "app/new.txt": "n\n" });
	await pushAuthor(places);
});
afterEach(async () => {
	await rm(places.root, { recursive: true, force: true });
});

async function connected(settings: Partial<GitConfig>): Promise<VersionedTarget> {
	return await connectTo(places, settings);
}

async function proposeReturn(target: VersionedTarget, id: string): Promise<Proposal> {
	return await target.propose({ kind: "return", to: { id, label: null, commit: id, digest: null, deployedAt: null, unavailable: null } });
}

async function firstStep(proposal: Promise<Proposal>): Promise<Step> {
	const [step] = stepsOf("git", await proposal);
	if (step === undefined) throw new Error("no step was proposed");
	return step;
}

const onRemote = async (revision: string) => await git(places.remote, "rev-parse", revision);

describe("a rollback branch", () => {
	test("brings the old content by one commit on top, so that its pull request is not empty; main stays", async () => {
		const target = await connected({ strategy: "rollback-branch" });
		const step = await firstStep(proposeReturn(target, v1));
		expect(step).toMatchObject({
			risk: "safe",
			title: "Push rollback/v1 with the content of v1; a person merges its pull request into main",
		});
		await bringAbout(target, [step]);
		expect(await onRemote("main")).toBe(bad);
		expect(await onRemote("rollback/v1^{tree}")).toBe(await onRemote("v1^{tree}"));
		expect(await onRemote("rollback/v1^")).toBe(bad);
	});

	test("that is there already is nothing to do; one of another time is left alone", async () => {
		const target = await connected({ strategy: "rollback-branch" });
		await bringAbout(target, [await firstStep(proposeReturn(target, v1))]);
		expect((await proposeReturn(target, v1)).kind).toBe("nothing");
		const old = await onRemote("rollback/v1");
		await commitFiles(places, "worse", { "app/price.txt": "99\n" });
		await pushAuthor(places);
		await bringAbout(target, [await firstStep(proposeReturn(target, v1))]);
		expect(await onRemote("rollback/v1")).toBe(old);
		expect(await git(places.remote, "for-each-ref", "--format=%(refname:short)", "refs/heads/rollback")).toMatch(
			/^rollback\/v1\nrollback\/v1-from-[0-9a-f]{10}$/,
		);
	});

	test("pushed by somebody else meanwhile with other content stops the step", async () => {
		const target = await connected({ strategy: "rollback-branch" });
		const step = await firstStep(proposeReturn(target, v1));
		await git(places.author, "push", "--quiet", "origin", "main:rollback/v1");
		expect((await target.observe(step, callFor())).state).toBe("broken");
		await expect(target.apply(step, callFor())).rejects.toMatchObject({ code: "git.moved" });
	});
});

describe("a reset", () => {
	test("is irreversible, names what is lost, keeps it, and can be moved forward again", async () => {
		const target = await connected({ strategy: "reset" });
		const proposal = await proposeReturn(target, v1);
		const step = await firstStep(Promise.resolve(proposal));
		expect(step.risk).toBe("irreversible");
		expect(step.title).toContain(`takes ${bad.slice(0, 10)} "Merge pull request #2" off the branch`);
		expect(step.command).toBe(`git -C ${places.clone} push --force-with-lease=refs/heads/main:${bad} origin ${v1}:refs/heads/main`);
		expect(step.undo).toEqual({ branch: "main", expected: v1, result: bad });
		await bringAbout(target, [step]);
		expect(await onRemote("main")).toBe(v1);
		expect(await git(places.clone, "rev-parse", `refs/backout/kept/${bad.slice(0, 10)}`)).toBe(bad);
		const forward = await firstStep(proposeReturn(target, bad));
		expect(forward).toMatchObject({ risk: "safe", title: `Move main forward again to ${bad.slice(0, 10)}` });
		await bringAbout(target, [forward]);
		expect(await onRemote("main")).toBe(bad);
	});

	test("loses to a push that came meanwhile", async () => {
		const target = await connected({ strategy: "reset" });
		const step = await firstStep(proposeReturn(target, v1));
		const theirs = await commitFiles(places, "theirs", { "docs.md": "d\n" });
		await pushAuthor(places);
		await expect(target.apply(step, callFor())).rejects.toMatchObject({ code: "git.moved" });
		expect((await target.observe(step, callFor())).state).toBe("broken");
		expect(await onRemote("main")).toBe(theirs);
	});

	test("cannot bring in a commit that never was on the branch", async () => {
		await git(places.author, "checkout", "--quiet", "-b", "unreviewed");
		const unreviewed = await commitFiles(places, "unreviewed", { "app/price.txt": "0\n" });
		await git(places.author, "push", "--quiet", "origin", "unreviewed");
		await git(places.clone, "fetch", "--quiet", "origin");
		expect(await proposeReturn(await connected({}), unreviewed)).toMatchObject({ kind: "refused", rule: "release-gone" });
	});
});

describe("the development branch", () => {
	beforeEach(async () => {
		await git(places.author, "checkout", "--quiet", "-b", "dev");
		await commitFiles(places, "next feature", { "app/next.txt": "x\n" });
		await git(places.author, "push", "--quiet", "origin", "dev");
	});

	test("gets the revert too and keeps its own work, so that its next merge does not bring the bug back", async () => {
		const target = await connected({ development: "dev" });
		const steps = stepsOf("git", await proposeReturn(target, v1));
		expect(steps.map((step) => step.id)).toEqual(["1-revert", "2-revert-development"]);
		await bringAbout(target, steps);
		expect(await git(places.remote, "show", "dev:app/price.txt")).toBe("10");
		expect(await git(places.remote, "show", "dev:app/next.txt")).toBe("x");
		await git(places.author, "fetch", "--quiet", "origin");
		await git(places.author, "checkout", "--quiet", "--detach", "origin/main");
		await git(places.author, "merge", "--quiet", "-m", "next", "origin/dev");
		expect(await git(places.author, "show", "HEAD:app/price.txt")).toBe("10");
	});

	test("may be pushed to meanwhile: the revert goes on top, once", async () => {
		const target = await connected({ development: "dev" });
		const [, step] = stepsOf("git", await proposeReturn(target, v1));
		if (step === undefined) throw new Error("no step for the development branch");
		await commitFiles(places, "more work", { "app/more.txt": "m\n" });
		await git(places.author, "push", "--quiet", "origin", "dev");
		expect((await target.observe(step, callFor())).state).toBe("untouched");
		await bringAbout(target, [step]);
		const after = await onRemote("dev");
		expect(await git(places.remote, "show", "dev:app/more.txt")).toBe("m");
		expect(await git(places.remote, "show", "dev:app/price.txt")).toBe("10");
		await target.apply(step, callFor());
		expect(await onRemote("dev")).toBe(after);
	});

	test("gets it from another machine than the planning one as well", async () => {
		const [, step] = stepsOf("git", await proposeReturn(await connected({ development: "dev" }), v1));
		if (step === undefined) throw new Error("no step for the development branch");
		const other = await connected({ repository: null, remote: places.remote, development: "dev" });
		await bringAbout(other, [step]);
		expect(await git(places.remote, "show", "dev:app/price.txt")).toBe("10");
		expect(await git(places.remote, "show", "dev:app/next.txt")).toBe("x");
	});

	test("reverted by hand as the plan says has the same content", async () => {
		const [, step] = stepsOf("git", await proposeReturn(await connected({ development: "dev" }), v1));
		await promisify(execFile)("sh", ["-ec", step?.command ?? "false"], {
			cwd: "/",
			env: { ...process.env, GIT_AUTHOR_NAME: "R", GIT_AUTHOR_EMAIL: "r@x", GIT_COMMITTER_NAME: "R", GIT_COMMITTER_EMAIL: "r@x" },
		});
		expect(await git(places.remote, "show", "dev:app/price.txt")).toBe("10");
		expect(await git(places.remote, "show", "dev:app/next.txt")).toBe("x");
	});

	test("that conflicts, or does not have the change, is told instead", async () => {
		await commitFiles(places, "same line", { "app/price.txt": "12\n" });
		await git(places.author, "push", "--quiet", "origin", "dev", `${v1}:refs/heads/clean`);
		const told = async (development: string) => {
			const proposal = await proposeReturn(await connected({ development }), v1);
			return proposal.kind === "steps" ? [String(proposal.steps.length), ...proposal.warnings].join("\n") : proposal.kind;
		};
		expect(await told("dev")).toMatch(/^1\n[\s\S]*dev does not get the revert, it conflicts in app\/price\.txt/);
		expect(await told("clean")).toMatch(/^1\n[\s\S]*clean does not have the bad change/);
		expect(await told("nowhere")).toMatch(/^1\n[\s\S]*the remote has no branch nowhere/);
	});
});

describe("taking single commits back", () => {
	async function revert(
		names: readonly string[],
		settings: Partial<GitConfig> = {},
	): Promise<{ readonly target: VersionedTarget; readonly proposal: Proposal }> {
		const target = await connected(settings);
		if (target.proposeRevert === undefined) throw new Error("git takes single commits back");
		return { target, proposal: await target.proposeRevert(names) };
	}

	test("leaves what came after them", async () => {
		await commitFiles(places, "later", { "docs.md": "d\n" });
		await pushAuthor(places);
		const { target, proposal } = await revert([bad.slice(0, 8)]);
		await bringAbout(target, stepsOf("git", proposal));
		expect(await git(places.remote, "show", "main:app/price.txt")).toBe("10");
		expect(await git(places.remote, "show", "main:docs.md")).toBe("d");
		expect(await git(places.remote, "log", "-1", "--format=%s", "main")).toBe('Revert "Merge pull request #2"');
	});

	test("takes a range without its beginning, and says which commits that is", async () => {
		const last = await commitFiles(places, "later", { "docs.md": "d\n" });
		await pushAuthor(places);
		const { proposal } = await revert([`v1..${last}`]);
		expect(proposal.kind === "steps" && proposal.warnings[0]).toBe(
			`taken back, newest first: ${last.slice(0, 10)} "later", ${bad.slice(0, 10)} "Merge pull request #2"`,
		);
	});

	test("is refused when later commits changed the same lines, with the files and the way out", async () => {
		await commitFiles(places, "later", { "app/price.txt": "12\n" });
		await pushAuthor(places);
		const { proposal } = await revert([bad]);
		expect(proposal).toMatchObject({ kind: "refused", rule: "revert-conflicts" });
		expect(proposal.kind === "refused" && proposal.reason).toContain("app/price.txt");
	});

	test("is nothing to do when the change is gone already", async () => {
		const first = await revert([bad]);
		await bringAbout(first.target, stepsOf("git", first.proposal));
		expect((await revert([bad])).proposal.kind).toBe("nothing");
	});

	test("can take the very first commit back", async () => {
		const { target, proposal } = await revert([bad, v1]);
		await bringAbout(target, stepsOf("git", proposal));
		expect(await git(places.remote, "ls-tree", "-r", "main")).toBe("");
	});

	test.each(["--upload-pack=touch /tmp/x", "HEAD~1", "deadbeef", "v1..v1..v1", "main", ""])(
		"does not take %j for a commit",
		async (name) => {
			await expect(revert([name])).rejects.toMatchObject({ code: "git.unknown-commit" });
		},
	);
});
