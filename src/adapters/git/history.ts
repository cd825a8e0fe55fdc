import { BackoutError } from "../../core/error.ts";
import type { Git } from "./client.ts";
import { plainWords } from "./remote-words.ts";

/** One commit of a branch. */
export interface Commit {
	readonly id: string;
	/** The first is the line the branch itself took; more than one: a merge (a pull request). */
	readonly parents: readonly string[];
	/** The id of its content: two commits with the same tree are the same software. */
	readonly tree: string;
	/** ISO 8601; when it was committed. */
	readonly committedAt: string;
	readonly author: string;
	/** The key of the Backout step that made it, else null. */
	readonly step: string | null;
	/** Hostile text: print it, never interpret it. */
	readonly subject: string;
}

/** NUL between the fields: neither a header nor a subject can hold one. */
const FIELDS = ["%H", "%P", "%T", "%ct", "%an", "%(trailers:key=Backout-Step,valueonly,separator=%x2C)", "%s"];
/** What `parseLog` reads, as an option of `git log -z`. */
export const LOG_FORMAT = `--format=${FIELDS.join("%x00")}`;

/** The newest commits of the branch's own line (first parents), newest first. `from` may be a commit id or `OLD..NEW`; throws `git.failed` when it is not there. */
export async function firstParents(git: Git, from: string, limit: number): Promise<readonly Commit[]> {
	const args = ["log", "-z", "--first-parent", `--max-count=${limit}`, LOG_FORMAT, from, "--"];
	return parseLog(await git.ask(`read the history of ${from}`, args));
}

/** The newest merges (pull requests) of the branch's own line, newest first. */
export async function merges(git: Git, from: string, limit: number): Promise<readonly Commit[]> {
	const args = ["log", "-z", "--first-parent", "--merges", `--max-count=${limit}`, LOG_FORMAT, from, "--"];
	return parseLog(await git.ask(`read the merges of ${from}`, args));
}

/** One commit; throws `git.failed` when it is not in the repository. */
export async function commit(git: Git, id: string): Promise<Commit> {
	const [found] = await firstParents(git, id, 1);
	if (found === undefined) throw new BackoutError({ code: "git.failed", message: `there is no commit ${id}`, fix: "check the id" });
	return found;
}

/** The commits in what `git log -z` printed with our format. */
export function parseLog(printed: string): readonly Commit[] {
	const fields = printed.split("\0");
	const commits: Commit[] = [];
	for (let at = 0; at + FIELDS.length <= fields.length; at += FIELDS.length) {
		const [id = "", parents = "", tree = "", seconds = "", author = "", step = "", subject = ""] = fields.slice(at, at + FIELDS.length);
		commits.push({
			id,
			parents: parents.split(" ").filter((parent) => parent !== ""),
			tree,
			committedAt: new Date(Number(seconds) * 1000).toISOString(),
			author: plainWords(author),
			step: step.trim() === "" ? null : step.trim(),
			subject: plainWords(subject),
		});
	}
	return commits;
}

/** Changed files below one top folder. */
export interface AreaChange {
	/** The first folder of the path, or the file itself at the top. */
	readonly area: string;
	readonly files: number;
	readonly added: number;
	readonly deleted: number;
}

/** What differs between two commits or trees, by area, the biggest first; binary files count as files without lines. */
export async function changedAreas(git: Git, from: string, to: string): Promise<readonly AreaChange[]> {
	const args = ["diff-tree", "-r", "-z", "--numstat", "--no-renames", from, to, "--"];
	return sumAreas(await git.ask(`compare ${from} with ${to}`, args));
}

/** Sums what `diff-tree --numstat -z` printed: `added TAB deleted TAB path NUL`, with `-` for binary files. */
export function sumAreas(printed: string): readonly AreaChange[] {
	const areas = new Map<string, AreaChange>();
	for (const record of printed.split("\0")) {
		const [added = "", deleted = "", ...rest] = record.split("\t");
		const path = rest.join("\t");
		if (path === "") continue;
		const area = path.split("/")[0] ?? path;
		const known = areas.get(area) ?? { area, files: 0, added: 0, deleted: 0 };
		areas.set(area, { area, files: known.files + 1, added: known.added + lines(added), deleted: known.deleted + lines(deleted) });
	}
	return [...areas.values()].sort((a, b) => b.files - a.files || a.area.localeCompare(b.area, "en"));
}

function lines(count: string): number {
	return count === "-" ? 0 : Number(count);
}
