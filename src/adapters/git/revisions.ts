import { BackoutError } from "../../core/error.ts";
import type { Git } from "./client.ts";
import type { BranchNow } from "./desk.ts";
import { type Commit, commit, firstParents } from "./history.ts";
import { isShortCommitId } from "./ref-name.ts";
import { plainWords } from "./remote-words.ts";

const LONGEST_RANGE = 1_000;

/** The commits that a person named, each once, newest first: ids, tags of the remote, ranges `A..B` along the branch's own line. Throws `git.unknown-commit`. */
export async function resolveCommits(git: Git, now: BranchNow, names: readonly string[]): Promise<readonly Commit[]> {
	const commits = new Map<string, Commit>();
	for (const name of names) for (const found of await named(git, now, name)) commits.set(found.id, found);
	return await newestFirst(git, now.head.id, [...commits.values()]);
}

async function named(git: Git, now: BranchNow, name: string): Promise<readonly Commit[]> {
	const [from, to, ...more] = name.split("..");
	if (from === undefined || more.length > 0) throw unknown(name);
	if (to === undefined) return [await commit(git, await resolve(git, now, name))];
	return await firstParents(git, `${await resolve(git, now, from)}..${await resolve(git, now, to)}`, LONGEST_RANGE);
}

/** Only hexadecimal digits ever reach git: a tag's name is looked up in what the remote listed. */
async function resolve(git: Git, now: BranchNow, name: string): Promise<string> {
	const tag = now.refs.tags.find((candidate) => candidate.name === name);
	const wanted = tag?.commit ?? name;
	if (!isShortCommitId(wanted)) throw unknown(name);
	const output = await git.run(["rev-parse", "--verify", "--quiet", `${wanted}^{commit}`]);
	if (output.exitCode !== 0) throw unknown(name);
	return output.stdout.trim();
}

async function newestFirst(git: Git, head: string, commits: readonly Commit[]): Promise<readonly Commit[]> {
	if (commits.length < 2) return commits;
	const listing = await git.ask("put the commits in order", ["rev-list", "--topo-order", head, "--"]);
	const order = new Map(listing.split("\n").map((id, place) => [id, place]));
	const place = (found: Commit) => order.get(found.id) ?? Number.MAX_SAFE_INTEGER;
	return [...commits].sort((a, b) => place(a) - place(b));
}

function unknown(name: string): BackoutError {
	return new BackoutError({
		code: "git.unknown-commit",
		message: `there is no single commit, tag or range A..B named ${plainWords(name)} here`,
		fix: "give a commit id (seven digits at least), a tag of the remote, or a range A..B",
	});
}
