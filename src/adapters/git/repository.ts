import { createHash } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { BackoutError } from "../../core/error.ts";
import type { GitConfig } from "./config.ts";
import { withoutCredentials } from "./remote-words.ts";

/** Where git works for a target. Nothing is ever checked out in it: only objects are read and added. */
export interface Repository {
	/** Absolute path of the git directory, handed to git so that a GIT_DIR of the surroundings (a hook) does not mislead it. */
	readonly gitDirectory: string;
	/** Absolute path a person would `cd` to; null for a private clone. */
	readonly workTree: string | null;
	readonly remote: string;
	/** The remote's address of a private clone, else null: it may hold a token, so it goes by environment, never by argument. */
	readonly address: string | null;
	/** The remote for people: `origin`, or the address without credentials. */
	readonly remoteText: string;
}

/** The repository that the config names. A clone must exist (throws `git.not-a-repository`); a private one is made later, on first use. */
export async function findRepository(config: GitConfig, directory: string): Promise<Repository> {
	if (config.repository === null) return privateRepository(config, directory);
	const path = resolve(directory, config.repository);
	const gitDirectory = await findGitDirectory(path);
	if (gitDirectory === null) {
		throw new BackoutError({
			code: "git.not-a-repository",
			message: `${path} is not inside a git clone`,
			fix: "set `repository` to the path of a clone, or to null with the remote's address in `remote`",
		});
	}
	return { gitDirectory, workTree: path, remote: config.remote, address: null, remoteText: config.remote };
}

function privateRepository(config: GitConfig, directory: string): Repository {
	const name = createHash("sha256").update(config.remote).digest("hex").slice(0, 16);
	return {
		gitDirectory: join(directory, ".backout", "git", `${name}.git`),
		workTree: null,
		remote: "origin",
		address: config.remote,
		remoteText: withoutCredentials(config.remote),
	};
}

/** `.git` of the path or of a directory above it (a file in linked worktrees, which git follows itself), or the path when it is a bare repository. */
export async function findGitDirectory(path: string): Promise<string | null> {
	if ((await exists(join(path, "HEAD"))) && (await exists(join(path, "objects")))) return path;
	const candidate = join(path, ".git");
	if (await exists(candidate)) return candidate;
	return dirname(path) === path ? null : await findGitDirectory(dirname(path));
}

/** Whether a private clone has been made already. */
export async function isMade(repository: Repository): Promise<boolean> {
	return await exists(join(repository.gitDirectory, "HEAD"));
}

/** Makes the directory a private clone goes into, open to its owner only. */
export async function makePrivateDirectory(repository: Repository): Promise<void> {
	await mkdir(repository.gitDirectory, { recursive: true, mode: 0o700 });
}

async function exists(path: string): Promise<boolean> {
	return await stat(path).then(
		() => true,
		() => false,
	);
}
