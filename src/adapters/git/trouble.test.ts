import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { VersionedTarget } from "../../core/adapter.ts";
import type { Output, ProcessRunner } from "../../core/runtime.ts";
import type { Step } from "../../core/step.ts";
import { bringAbout, callFor, stepsOf } from "../../testing/step-driver.ts";
import { gitSchema } from "./config.ts";
import { gitAdapter } from "./index.ts";
import { commitFiles, connectTo, contextIn, createPlaces, type GitPlaces, git, pushAuthor } from "./test-world.ts";

let places: GitPlaces;
let target: VersionedTarget;
let v1: string;
let bad: string;

beforeEach(async () => {
	places = await createPlaces();
	v1 = await commitFiles(places, "v1", { "price.txt": "10\n" });
	bad = await commitFiles(places, "bad", { "price.txt": "11\n" });
	await pushAuthor(places);
	target = await connectTo(places);
});
afterEach(async () => {
	await rm(places.root, { recursive: true, force: true });
});

async function stepBack(on = target): Promise<Step> {
	const to = { id: v1, label: null, commit: v1, digest: null, deployedAt: null, unavailable: null };
	const [step] = stepsOf("git", await on.propose({ kind: "return", to }));
	if (step === undefined) throw new Error("no step was proposed");
	return step;
}

async function hook(name: string, script: string): Promise<void> {
	await mkdir(join(places.remote, "hooks"), { recursive: true });
	await writeFile(join(places.remote, "hooks", name), `#!/bin/sh\n${script}\n`);
	await chmod(join(places.remote, "hooks", name), 0o755);
}

describe("a remote that rejects the push", () => {
	test("is quoted in its own words, and the step stays untouched", async () => {
		await hook("pre-receive", 'echo "deploy freeze until Monday, ask Rui" >&2; exit 1');
		const step = await stepBack();
		await expect(target.apply(step, callFor())).rejects.toMatchObject({
			code: "git.push-declined",
			message: expect.stringContaining("deploy freeze until Monday, ask Rui"),
			fix: expect.stringContaining("rollback-branch"),
		});
		expect((await target.observe(step, callFor())).state).toBe("untouched");
	});

	test("protects the branch against a reset", async () => {
		await git(places.remote, "config", "receive.denyNonFastForwards", "true");
		const reset = await connectTo(places, { strategy: "reset" });
		await expect(reset.apply(await stepBack(reset), callFor())).rejects.toMatchObject({ code: "git.protected-branch" });
		expect(await git(places.remote, "rev-parse", "main")).toBe(bad);
	});

	test("was moved back by somebody: an ordinary push would land the bad commit again, ours does not", async () => {
		const step = await stepBack();
		await git(places.author, "push", "--quiet", "--force", "origin", `${v1}:main`);
		await expect(target.apply(step, callFor())).rejects.toMatchObject({ code: "git.moved" });
		expect((await target.observe(step, callFor())).state).toBe("broken");
		expect(await git(places.remote, "rev-parse", "main")).toBe(v1);
	});

	test("was moved between our look and our push", async () => {
		const step = await stepBack();
		const theirs = await commitFiles(places, "theirs", { "docs.md": "d\n" });
		const call = callFor();
		const racing: ProcessRunner = {
			async run(argv, options): Promise<Output> {
				if (argv.includes("push")) await pushAuthor(places);
				return await call.processes.run(argv, options);
			},
		};
		await expect(target.apply(step, { ...call, processes: racing })).rejects.toMatchObject({ code: "git.moved" });
		expect(await git(places.remote, "rev-parse", "main")).toBe(theirs);
	});
});

describe("a remote that is away", () => {
	test("is an error with the fix, and a step's state is unknown, never landed", async () => {
		const step = await stepBack();
		await git(places.clone, "remote", "set-url", "origin", join(places.root, "nowhere.git"));
		await expect(target.current()).rejects.toMatchObject({ code: "git.remote-not-found" });
		expect((await target.observe(step, callFor())).state).toBe("unknown");
		const findings = await target.check(AbortSignal.timeout(20_000));
		expect(findings.at(-1)).toMatchObject({ ok: false, fix: expect.stringContaining("git remote -v") });
	});

	test("has no such branch", async () => {
		await expect((await connectTo(places, { branch: "production" })).current()).rejects.toMatchObject({
			code: "git.branch-not-found",
			message: "origin has no branch production",
		});
	});

	test("cannot be reached", async () => {
		await git(places.clone, "remote", "set-url", "origin", "http://127.0.0.1:1/shop.git");
		await expect(target.current()).rejects.toMatchObject({ code: "git.remote-unreachable", retryable: true });
	});

	test("hangs: the deadline ends git and everything it started", async () => {
		const step = await stepBack();
		await git(places.clone, "remote", "set-url", "origin", "ssh://git@127.0.0.1/shop.git");
		await git(places.clone, "config", "core.sshCommand", "sleep 600 #");
		const call = callFor({ signal: AbortSignal.timeout(1_000) });
		await expect(target.apply(step, call)).rejects.toMatchObject({ code: "git.aborted" });
		expect(await call.survivors()).toEqual([]);
		const findings = await target.check(AbortSignal.timeout(1_000));
		expect(findings.at(-1)?.ok).toBe(false);
	});
});

test("without git on the machine every answer says so", async () => {
	const without: ProcessRunner = {
		run: async (argv, options) => await contextIn("/").processes.run(argv, { ...options, env: { ...options?.env, PATH: places.root } }),
	};
	const connected = await gitAdapter.connect(gitSchema.parse({ repository: places.clone }), {
		...contextIn(places.root),
		processes: without,
	});
	if (connected.kind !== "versioned") throw new Error("a git target is versioned");
	await expect(connected.current()).rejects.toMatchObject({ code: "process.tool-not-found" });
	expect(await connected.check(AbortSignal.timeout(5_000))).toMatchObject([{ ok: false, fix: expect.stringContaining("install git") }]);
});

test("a git that is too old is found by the check (its answer is a stub)", async () => {
	const { processes } = contextIn("/");
	const old: ProcessRunner = {
		async run(argv, options) {
			const output = await processes.run(argv, options);
			return argv.at(-1) === "version" ? { ...output, stdout: "git version 2.30.2\n" } : output;
		},
	};
	const connected = await gitAdapter.connect(gitSchema.parse({ repository: places.clone }), { ...contextIn(places.root), processes: old });
	expect(await connected.check(AbortSignal.timeout(20_000))).toEqual([
		{
			name: "git answers",
			ok: false,
			detail: "git version 2.30.2 is too old: backout needs git 2.31 or newer",
			fix: "update git on the machine that runs backout",
		},
	]);
});

test("a plan that was changed after it was made is refused", async () => {
	const step = await stepBack();
	const changed = JSON.parse(JSON.stringify(step).replaceAll("Backout returns", "Backout keeps"));
	await expect(target.apply(changed, callFor())).rejects.toMatchObject({ code: "git.bad-payload" });
	await expect(target.apply({ ...step, payload: { branch: "--all" } }, callFor())).rejects.toMatchObject({ code: "git.bad-payload" });
	expect(await git(places.remote, "rev-parse", "main")).toBe(bad);
});

test("tags that look like options are labels and nothing more", async () => {
	await git(places.author, "push", "--quiet", "origin", `${v1}:refs/tags/--upload-pack=touch`);
	const releases = await target.history(5);
	expect(releases.find((release) => release.id === v1)?.label).toBe("--upload-pack=touch");
	const step = await stepBack(await connectTo(places, { strategy: "rollback-branch" }));
	expect(step.title).toContain("rollback/upload-pack-touch");
	await bringAbout(target, [step]);
	expect(await git(places.remote, "rev-parse", "rollback/upload-pack-touch^{tree}")).toBe(
		await git(places.remote, "rev-parse", `${v1}^{tree}`),
	);
});

test("a release whose content is missing from the clone is shown as such and refused with the fix", async () => {
	await target.history(5);
	const tree = await git(places.clone, "rev-parse", `${v1}^{tree}`);
	await rm(join(places.clone, ".git", "objects", tree.slice(0, 2), tree.slice(2)));
	const shown = (await target.history(5)).find((release) => release.id === v1);
	if (shown === undefined) throw new Error("the release is not shown");
	expect(shown.unavailable).toContain("not in the clone");
	expect(await target.propose({ kind: "return", to: shown })).toMatchObject({ kind: "refused", rule: "content-missing" });
});

test("the evidence holds the last commits, merges and tags, and what changed where", async () => {
	const [kept] = await target.evidence(60_000, AbortSignal.timeout(20_000));
	expect(kept?.name).toBe("git-branch.json");
	expect(JSON.parse(kept?.content ?? "")).toMatchObject({
		branch: "main",
		head: bad,
		commits: [{ id: bad, subject: "bad", author: "Ana" }, { id: v1 }],
		merges: [],
		tags: [],
		changedAreas: [{ area: "price.txt", files: 1, added: 1, deleted: 1 }],
	});
});

describe("a private clone", () => {
	test("needs no clone of the user's, and returns a release by itself", async () => {
		const own = await connectTo(places, { repository: null, remote: places.remote });
		expect((await own.history(5)).map((release) => release.id)).toEqual([bad, v1]);
		await bringAbout(own, [await stepBack(own)]);
		expect((await own.current()).id).toBe(v1);
		expect((await own.check(AbortSignal.timeout(20_000))).filter((finding) => !finding.ok)).toEqual([]);
	});

	test("can be helped by hand: a reset goes to the remote's address", async () => {
		const own = await connectTo(places, { repository: null, remote: places.remote, strategy: "reset" });
		const step = await stepBack(own);
		await promisify(execFile)("sh", ["-ec", step.command], { cwd: "/" });
		expect((await own.observe(step, callFor())).state).toBe("landed");
	});

	test("can be helped by hand: a revert is made in a clone of its own", async () => {
		const own = await connectTo(places, { repository: null, remote: places.remote });
		const { command } = await stepBack(own);
		const identity = { GIT_AUTHOR_NAME: "R", GIT_AUTHOR_EMAIL: "r@x", GIT_COMMITTER_NAME: "R", GIT_COMMITTER_EMAIL: "r@x" };
		await promisify(execFile)("sh", ["-ec", command], { cwd: "/", env: { ...process.env, ...identity } });
		expect((await own.current()).id).toBe(v1);
	});

	test("never shows its token: not in arguments, errors, steps or files", async () => {
		const seen: string[] = [];
		const context = contextIn(places.root);
		const watching: ProcessRunner = {
			async run(argv, options) {
				seen.push(argv.join(" "));
				return await context.processes.run(argv, options);
			},
		};
		const settings = gitSchema.parse({ repository: null, remote: "http://bot:canary-token@127.0.0.1:1/shop.git" });
		const own = await gitAdapter.connect(settings, { ...context, processes: watching });
		if (own.kind !== "versioned") throw new Error("a git target is versioned");
		const fault = await own.current().catch((thrown: unknown) => thrown);
		expect(fault).toMatchObject({ code: "git.remote-unreachable" });
		const [clone = ""] = await readdir(join(places.root, ".backout", "git"));
		const config = await readFile(join(places.root, ".backout", "git", clone, "config"), "utf8");
		const everything = [
			...seen,
			String(fault),
			config,
			JSON.stringify(await own.check(AbortSignal.timeout(5_000))),
			...gitAdapter.endpoints(settings, "/"),
		];
		expect(seen.length).toBeGreaterThan(1);
		expect(everything.join("\n")).not.toContain("canary-token");
	});
});
