import { type ReleaseChanges, releaseChanges } from "../../core/changes.ts";
import type { ProcessRunner } from "../../core/runtime.ts";
import { type Git, openGit } from "./client.ts";
import { LOG_FORMAT, parseLog } from "./history.ts";
import { isShortCommitId } from "./ref-name.ts";
import { plainWords } from "./remote-words.ts";
import { findGitDirectory } from "./repository.ts";

/** Time for one question, in milliseconds: a reason is worth waiting for, but not long. */
const ASK_MS = 10_000;
/** More commits are counted, not read. */
const COMMITS = 50;
/** A clone without all objects must not fetch them in the middle of an incident. */
const OPTIONS = { timeoutMs: ASK_MS, env: { GIT_NO_LAZY_FETCH: "1" } };

/** What changed between two commits (ids, seven digits at least), newest commit first; null when the repository does not have both. Writes nothing. */
export async function readChanges(git: Git, from: string, to: string): Promise<ReleaseChanges | null> {
	const [older, newer] = [await fullId(git, from), await fullId(git, to)];
	if (older === null || newer === null) return null;
	const range = `${older}..${newer}`;
	const commits = parseLog(await git.ask(`read ${range}`, ["log", "-z", `--max-count=${COMMITS}`, LOG_FORMAT, range, "--"], OPTIONS));
	const count = Number(await git.ask(`count ${range}`, ["rev-list", "--count", range, "--"], OPTIONS));
	const listing = await git.ask(`compare ${range}`, ["diff-tree", "-r", "-z", "--name-only", "--no-renames", older, newer, "--"], OPTIONS);
	return releaseChanges(
		{ from: older, to: newer },
		commits.map(({ id, subject, author }) => ({ id, subject, author })),
		count,
		listing
			.split("\0")
			.filter((path) => path !== "")
			.map(plainWords),
	);
}

/** What changed between two commits in the clone that holds the directory; null when there is none, or it does not have both. */
export async function workTreeChanges(
	directory: string,
	processes: ProcessRunner,
	from: string,
	to: string,
): Promise<ReleaseChanges | null> {
	const gitDirectory = await findGitDirectory(directory);
	if (gitDirectory === null) return null;
	const repository = { gitDirectory, workTree: directory, remote: "origin", address: null, remoteText: "origin" };
	return await readChanges(await openGit(repository, processes, null), from, to);
}

/** Only hexadecimal digits ever reach git. Null for a commit that is not there, and for digits that several commits begin with. */
async function fullId(git: Git, id: string): Promise<string | null> {
	if (!isShortCommitId(id)) return null;
	const output = await git.run(["rev-parse", "--verify", "--quiet", `${id}^{commit}`], OPTIONS);
	return output.exitCode === 0 ? output.stdout.trim() : null;
}
