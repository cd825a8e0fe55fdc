import { dirname, join, resolve } from "node:path";
import { withoutPassword } from "../found.ts";
import type { GitFound } from "./detected.ts";
import { textOf } from "./files.ts";

/** The repository that the directory is in, read from git's own files; null when it is in none. */
export async function gitFound(directory: string): Promise<GitFound | null> {
	const own = await gitDirectory(directory);
	if (own === null) return null;
	const common = await commonDirectory(own);
	const remote = remoteIn((await textOf(join(common, "config"))) ?? "");
	return { remote, branch: (await defaultBranch(common, remote?.name ?? null)) ?? branchIn(await textOf(join(own, "HEAD"))) };
}

async function gitDirectory(directory: string): Promise<string | null> {
	const here = join(directory, ".git");
	if ((await textOf(join(here, "HEAD"))) !== null) return here;
	// In a worktree and in a submodule `.git` is a file that names the directory (gitrepository-layout(5)).
	const elsewhere = /^gitdir: (.+)$/m.exec((await textOf(here)) ?? "")?.[1];
	if (elsewhere !== undefined) return resolve(directory, elsewhere.trim());
	const parent = dirname(directory);
	return parent === directory ? null : gitDirectory(parent);
}

async function commonDirectory(own: string): Promise<string> {
	const common = await textOf(join(own, "commondir"));
	return common === null ? own : resolve(own, common.trim());
}

/** `origin`, else the first remote there is. */
function remoteIn(config: string): GitFound["remote"] {
	const sections = [...config.matchAll(/^\[remote "([^"\n]+)"\]((?:\n(?!\s*\[).*)*)/gm)];
	const remotes = sections.flatMap(([, name = "", body = ""]) => {
		const url = /^\s*url\s*=\s*(.+?)\s*$/m.exec(body)?.[1];
		return url === undefined ? [] : [{ name, url: withoutPassword(url) }];
	});
	return remotes.find(({ name }) => name === "origin") ?? remotes[0] ?? null;
}

async function defaultBranch(common: string, remote: string | null): Promise<string | null> {
	if (remote === null) return null;
	const head = await textOf(join(common, "refs", "remotes", remote, "HEAD"));
	const prefix = `ref: refs/remotes/${remote}/`;
	return head?.startsWith(prefix) ? head.slice(prefix.length).trim() : null;
}

function branchIn(head: string | null): string | null {
	return /^ref: refs\/heads\/(.+)$/m.exec(head ?? "")?.[1]?.trim() ?? null;
}
