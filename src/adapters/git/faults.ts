import { BackoutError } from "../../core/error.ts";
import type { Output } from "../../core/runtime.ts";
import { plainWords, remoteWords } from "./remote-words.ts";

/** One way a talk with a remote goes wrong: what git says then (in English, LC_ALL=C) and what to do. The first that matches counts. */
interface Fault {
	readonly code: string;
	readonly said: RegExp;
	readonly means: string;
	readonly fix: string;
	readonly isRetryable: boolean;
}

const REMOTE_FAULTS: readonly Fault[] = [
	{
		code: "git.clone-not-writable",
		// At the start of a line: what the remote says of its own disk begins with `remote:`.
		said: /^(error|fatal): .*(insufficient permission for adding an object|unable to (create|write)|Read-only file system|No space left on device)/im,
		means: "the local repository cannot be written",
		fix: "let the user that runs backout write there and see that the disk is not full, or set `repository: null` for a clone of its own",
		isRetryable: false,
	},
	{
		code: "git.protected-branch",
		said: /protected branch|GH006|GH013|rule violations|not allowed to (force[- ])?push|TF402455|pull requests? (is|are) required|denyNonFastForwards|non-fast-forward updates? (is|are) prohibited|denying non-fast-forward|prohibited by (its|the) configuration/i,
		means: "the remote protects the branch",
		fix: "let the account push to the branch (its bypass list), or set `strategy: rollback-branch` and merge the pull request",
		isRetryable: false,
	},
	{
		code: "git.moved",
		said: /\(stale info\)|\(fetch first\)|\(non-fast-forward\)|cannot lock ref|incorrect old value|failed to update ref|remote ref updated since checkout/i,
		means: "somebody else pushed meanwhile; nothing was written",
		fix: "look at what was pushed (git log), then plan again",
		isRetryable: false,
	},
	{
		code: "git.push-declined",
		said: /hook declined|\[remote rejected\]/i,
		means: "the remote declined the push",
		fix: "do what the remote asks for, or set `strategy: rollback-branch` and merge the pull request",
		isRetryable: false,
	},
	{
		code: "git.host-key",
		said: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i,
		means: "the ssh host key of the remote is not known, or is another one",
		fix: "check the key, then add it to known_hosts of the user that runs backout (ssh-keyscan)",
		isRetryable: false,
	},
	{
		code: "git.no-access",
		said: /terminal prompts disabled|could not read (Username|Password)|Authentication failed|Permission denied|Permission to .* denied|error: 40[13]|access denied|insufficient permission|unable to create temporary object directory/i,
		means: "the remote does not let this account in, or not write",
		fix: "give the user that runs backout a credential (a deploy key with write access, or a credential helper): git cannot ask for a password here",
		isRetryable: false,
	},
	{
		code: "git.remote-not-found",
		said: /does not appear to be a git repository|Repository not found|repository '.*' not found|No such remote|does not exist|No such file or directory/i,
		means: "there is no such repository for this account",
		fix: "check `remote` in the config, and with `git remote -v` where it points",
		isRetryable: false,
	},
	{
		code: "git.remote-unreachable",
		said: /Could not resolve host|Connection (refused|reset|timed out|closed)|unable to access|Could not read from remote repository|unexpected disconnect|early EOF|hung up/i,
		means: "the remote cannot be reached",
		fix: "check the network and the remote's status page, then try again",
		isRetryable: true,
	},
];

/** The error for a git command that failed, in the remote's own words where it said something. */
export function gitFault(output: Output, doing: string): BackoutError {
	if (output.ended !== null) return endedFault(output, doing);
	const said = `${output.stdout}\n${output.stderr}`;
	const fault = REMOTE_FAULTS.find((candidate) => candidate.said.test(said));
	if (fault === undefined) return otherFault(output, doing);
	return new BackoutError({
		code: fault.code,
		message: `${doing}: ${fault.means}. It said: ${quotation(output)}`,
		fix: fault.fix,
		retryable: fault.isRetryable,
	});
}

function endedFault(output: Output, doing: string): BackoutError {
	const isLate = output.ended === "timeout";
	return new BackoutError({
		code: isLate ? "git.timeout" : "git.aborted",
		message: `${doing}: ${isLate ? "git did not answer in time" : "stopped before git was done"} (after ${Math.round(output.durationMs / 1000)} s)`,
		fix: "check that the remote answers (git ls-remote), then try again: nothing is pushed twice",
		retryable: true,
	});
}

function otherFault(output: Output, doing: string): BackoutError {
	const how = output.exitCode === null ? "was killed" : `ended with ${output.exitCode}`;
	return new BackoutError({
		code: "git.failed",
		message: `${doing}: git ${how}. It said: ${quotation(output)}`,
		fix: "run the same git command by hand to see more; `git fsck` tells whether the clone is whole",
	});
}

/** The rejected line of a push names the reason; the remote's own lines say more. */
function quotation(output: Output): string {
	const rejected = output.stdout
		.split("\n")
		.filter((line) => line.startsWith("!"))
		.map((line) => line.split("\t").at(-1) ?? "");
	return plainWords([...rejected, remoteWords(output.stderr)].join(" ")) || "nothing";
}
