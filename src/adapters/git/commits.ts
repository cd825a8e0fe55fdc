import type { Commit } from "./history.ts";
import { shortId } from "./ref-name.ts";

/** Most commits that a message lists by name. */
const LISTED = 50;

/** What every commit of one step has in common. */
export interface CommitFrame {
	/** `Name <mail>`. */
	readonly author: string;
	/** Seconds since the epoch; fixed while planning, so that the same step always makes the same commits. */
	readonly atSeconds: number;
	/** The step's key: any Backout that sees it on the remote knows that the step is done. */
	readonly key: string;
	/** Why, in one sentence. */
	readonly reason: string;
	/** One more trailer line of the user's, or null. */
	readonly trailer: string | null;
}

/**
 * The text of a commit object, see git-hash-object(1): with author and time fixed, whoever applies the step makes the commit with the
 * same id, and a second push of it changes nothing.
 */
export function commitText(frame: CommitFrame, tree: string, parent: string | null, message: string): string {
	const by = `${frame.author} ${frame.atSeconds} +0000`;
	const parents = parent === null ? [] : [`parent ${parent}`];
	return [`tree ${tree}`, ...parents, `author ${by}`, `committer ${by}`, "", message].join("\n");
}

/** The same commit with other content on another parent. */
export function movedText(text: string, tree: string, parent: string): string {
	const [, , ...rest] = text.split("\n");
	return [`tree ${tree}`, `parent ${parent}`, ...rest].join("\n");
}

/** The message of one revert, worded as git itself words it. */
export function revertMessage(frame: CommitFrame, reverted: Commit): string {
	const [mainline] = reverted.parents;
	const isMerge = reverted.parents.length > 1 && mainline !== undefined;
	const what = `This reverts commit ${reverted.id}${isMerge ? `, reversing\nchanges made to ${mainline}.` : "."}`;
	return message(frame, revertSubject(reverted.subject), [what]);
}

/** `Revert "…"`; a revert of a revert is a `Reapply "…"`, as git words it since 2.43. */
function revertSubject(subject: string): string {
	const reverted = /^Revert "(.*)"$/.exec(subject)?.[1];
	return reverted === undefined ? `Revert "${subject}"` : `Reapply "${reverted}"`;
}

/** The message of one commit that takes many commits back at once; it names them. */
export function rangeMessage(frame: CommitFrame, subject: string, reverted: readonly Commit[]): string {
	const listed = reverted.slice(0, LISTED).map((commit) => `  ${shortId(commit.id)} ${commit.subject}`);
	const rest = reverted.length > LISTED ? [`  … and ${reverted.length - LISTED} more`] : [];
	const what = reverted.length === 0 ? [] : [["This takes back, newest first:", ...listed, ...rest].join("\n")];
	return message(frame, subject, what);
}

function message(frame: CommitFrame, subject: string, paragraphs: readonly string[]): string {
	const trailers = [`Backout-Step: ${frame.key}`, ...(frame.trailer === null ? [] : [frame.trailer])];
	return `${[subject, ...paragraphs, frame.reason, trailers.join("\n")].join("\n\n")}\n`;
}
