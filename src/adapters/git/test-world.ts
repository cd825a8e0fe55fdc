/** Real repositories for tests: a bare remote with a reflog, and a clone of it, in a temporary directory. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { AdapterContext, VersionedTarget } from "../../core/adapter.ts";
import { createProcessRunner } from "../../runtime/process.ts";
import { NO_HTTP } from "../../testing/no-http.ts";
import { testClock } from "../../testing/step-driver.ts";
import { type GitConfig, gitSchema } from "./config.ts";
import { gitAdapter } from "./index.ts";

const IDENTITY = {
	GIT_AUTHOR_NAME: "Ana",
	GIT_AUTHOR_EMAIL: "ana@example.com",
	GIT_COMMITTER_NAME: "Ana",
	GIT_COMMITTER_EMAIL: "ana@example.com",
};
const QUIET = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

/** Runs the machine's git in the directory, not through the adapter; returns what it printed, throws when it fails. */
export async function git(directory: string, ...args: readonly string[]): Promise<string> {
	const surroundings = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
	const env = { ...Object.fromEntries(surroundings), ...IDENTITY, ...QUIET };
	const { stdout } = await promisify(execFile)("git", ["-C", directory, ...args], { env, maxBuffer: 64 * 1024 * 1024 });
	return stdout.trim();
}

/** The directories of a test's world. */
export interface GitPlaces {
	readonly root: string;
	readonly remote: string;
	readonly clone: string;
	/** A second person's clone, where the history is made. */
	readonly author: string;
}

/** An empty remote whose branch is main, a clone for Backout, and a clone of the person who makes the history. `name` may hold spaces and quotes. */
export async function createPlaces(name = "shop"): Promise<GitPlaces> {
	const root = await mkdtemp(join(tmpdir(), "backout-git-"));
	const places = { root, remote: join(root, `${name}.git`), clone: join(root, name), author: join(root, "author") };
	await git(root, "init", "--quiet", "--bare", "--initial-branch=main", places.remote);
	await git(places.remote, "config", "core.logAllRefUpdates", "always");
	for (const directory of [places.clone, places.author]) {
		await git(root, "clone", "--quiet", places.remote, directory);
		await git(directory, "checkout", "--quiet", "-B", "main");
	}
	return places;
}

/** Commits the files (null: deleted) in the author's clone and returns the id. Nothing is pushed. */
export async function commitFiles(places: GitPlaces, message: string, files: Readonly<Record<string, string | null>>): Promise<string> {
	for (const [path, content] of Object.entries(files)) {
		const file = join(places.author, path);
		await mkdir(dirname(file), { recursive: true });
		if (content === null) await rm(file);
		else await writeFile(file, content);
	}
	await git(places.author, "add", "--all");
	await git(places.author, "commit", "--quiet", "--allow-empty", "-m", message);
	return await git(places.author, "rev-parse", "HEAD");
}

/** Makes a branch with one commit and merges it with a merge commit, as a pull request does; returns the merge's id. */
export async function mergeFiles(places: GitPlaces, number: number, files: Readonly<Record<string, string | null>>): Promise<string> {
	await git(places.author, "checkout", "--quiet", "-B", `change-${number}`);
	await commitFiles(places, `change ${number}`, files);
	await git(places.author, "checkout", "--quiet", "main");
	await git(places.author, "merge", "--quiet", "--no-ff", "-m", `Merge pull request #${number}`, `change-${number}`);
	return await git(places.author, "rev-parse", "HEAD");
}

/** Pushes the author's main, with its tags. */
export async function pushAuthor(places: GitPlaces, ...options: readonly string[]): Promise<void> {
	await git(places.author, "push", "--quiet", "--tags", ...options, "origin", "main");
}

/** The target under test on the clone. */
export async function connectTo(places: Pick<GitPlaces, "clone" | "root">, settings: Partial<GitConfig> = {}): Promise<VersionedTarget> {
	const config = gitSchema.parse({ repository: places.clone, ...settings });
	const target = await gitAdapter.connect(config, contextIn(places.root));
	if (target.kind !== "versioned") throw new Error("a git target is versioned");
	return target;
}

/** A context as the app would make it. */
export function contextIn(directory: string): AdapterContext {
	return {
		service: "shop",
		environment: "production",
		target: "branch",
		directory,
		processes: createProcessRunner({ clock: testClock }),
		http: NO_HTTP,
		clock: testClock,
		log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
	};
}
