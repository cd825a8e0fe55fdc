import type { Git } from "./client.ts";
import { shortId } from "./ref-name.ts";

/** Keeps a commit in the repository that a reset is about to take off its branch: git would delete it after some weeks. */
export async function keep(git: Git, id: string): Promise<void> {
	await git.ask(`keep ${shortId(id)}`, ["update-ref", `refs/backout/kept/${shortId(id)}`, id]);
}

/** Whether a reset of ours had taken the commit off its branch: only such a commit may be moved forward to again. */
export async function isKept(git: Git, id: string): Promise<boolean> {
	const output = await git.run(["for-each-ref", `--contains=${id}`, "--count=1", "refs/backout/kept"]);
	return output.exitCode === 0 && output.stdout.trim() !== "";
}
