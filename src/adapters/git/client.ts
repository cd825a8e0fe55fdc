import type { Output, ProcessRunner } from "../../core/runtime.ts";
import { gitFault } from "./faults.ts";
import { isCommitId } from "./ref-name.ts";
import { isMade, makePrivateDirectory, type Repository } from "./repository.ts";

/** Time for work on the local repository, in milliseconds. */
const LOCAL_MS = 30_000;
/** A first fetch of a big repository takes minutes; a dead remote is found earlier by ls-remote. */
const FETCH_MS = 600_000;
const REMOTE_MS = 60_000;
/** Thousands of tags are a few hundred KiB. */
const OUTPUT_BYTES = 64 * 1024 * 1024;

interface GitOptions {
	readonly input?: string;
	readonly timeoutMs?: number;
	readonly env?: Readonly<Record<string, string>>;
}

/** git at work in one repository. */
export interface Git {
	readonly repository: Repository;
	/** How it ended; a non-zero exit is a value. */
	run(args: readonly string[], options?: GitOptions): Promise<Output>;
	/** What it printed; throws a BackoutError that begins with `doing` when it fails. */
	ask(doing: string, args: readonly string[], options?: GitOptions): Promise<string>;
}

/** Settings that keep the user's own configuration from changing what our commands mean or print. */
const FIXED_SETTINGS = [
	// A local hook is for a person's own commits: at 03:00 it must not run a test suite first. The remote's hooks still decide.
	"core.hooksPath=/dev/null",
	"gc.auto=0",
	"maintenance.auto=false",
	"color.ui=false",
	"log.showSignature=false",
	"i18n.logOutputEncoding=UTF-8",
	"push.followTags=false",
	"push.recurseSubmodules=no",
	"fetch.recurseSubmodules=no",
];
const ENVIRONMENT = { LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", SSH_ASKPASS: "", GIT_NO_REPLACE_OBJECTS: "1", GIT_OPTIONAL_LOCKS: "0" };
/** Only where nobody configured an ssh of their own (GIT_SSH_COMMAND wins over this by itself). */
const SSH = "core.sshCommand=ssh -oBatchMode=yes -oConnectTimeout=15";

/** git for the repository, ended at the signal; a private clone is made (empty) when it does not exist yet. */
export async function openGit(repository: Repository, processes: ProcessRunner, signal: AbortSignal | null): Promise<Git> {
	const plain = gitWith(repository, processes, signal, []);
	if (repository.address !== null && !(await isMade(repository))) {
		await makePrivateDirectory(repository);
		await plain.ask(`make a private clone in ${repository.gitDirectory}`, ["init", "--quiet", "--bare"]);
	}
	const ownSsh = await plain.run(["config", "--get", "core.sshCommand"]);
	return ownSsh.exitCode === 0 ? plain : gitWith(repository, processes, signal, ["-c", SSH]);
}

function gitWith(repository: Repository, processes: ProcessRunner, signal: AbortSignal | null, extra: readonly string[]): Git {
	const settings = [...FIXED_SETTINGS.flatMap((setting) => ["-c", setting]), ...extra];
	const address = repository.address === null ? [] : ["--config-env=remote.origin.url=BACKOUT_GIT_ADDRESS"];
	const env = repository.address === null ? ENVIRONMENT : { ...ENVIRONMENT, BACKOUT_GIT_ADDRESS: repository.address };
	const run: Git["run"] = async (args, options = {}) =>
		await processes.run(["git", `--git-dir=${repository.gitDirectory}`, ...settings, ...address, ...args], {
			env: { ...env, ...options.env },
			timeoutMs: options.timeoutMs ?? LOCAL_MS,
			maxOutputBytes: OUTPUT_BYTES,
			...(options.input === undefined ? {} : { input: options.input }),
			...(signal === null ? {} : { signal }),
		});
	const ask: Git["ask"] = async (doing, args, options) => {
		const output = await run(args, options);
		if (output.exitCode !== 0 || output.ended !== null) throw gitFault(output, doing);
		return output.stdout;
	};
	return { repository, run, ask };
}

/** A tag on the remote and the commit it stands for. */
export interface Tag {
	readonly name: string;
	readonly commit: string;
}

/** What the remote has now. */
export interface RemoteRefs {
	/** Commit ids by branch name; only the branches asked for. */
	readonly heads: ReadonlyMap<string, string>;
	readonly tags: readonly Tag[];
}

/** Asks the remote for the branches, and for its tags; writes nothing anywhere. */
export async function remoteRefs(git: Git, branches: readonly string[], withTags: boolean): Promise<RemoteRefs> {
	const wanted = branches.map((branch) => `refs/heads/${branch}`);
	const patterns = withTags ? [...wanted, "refs/tags/*"] : wanted;
	const doing = `ask ${git.repository.remoteText} for ${branches.join(", ")}`;
	const listing = await git.ask(doing, ["ls-remote", "--quiet", git.repository.remote, ...patterns], { timeoutMs: REMOTE_MS });
	return parseRemoteRefs(listing, wanted);
}

/** The branches and tags in a listing of ls-remote; `^{}` lines say which commit an annotated tag stands for. */
export function parseRemoteRefs(listing: string, wanted: readonly string[]): RemoteRefs {
	const heads = new Map<string, string>();
	const tags = new Map<string, string>();
	for (const line of listing.split("\n")) {
		const [id = "", ref = ""] = line.split("\t");
		if (!isCommitId(id)) continue;
		if (wanted.includes(ref)) heads.set(ref.slice("refs/heads/".length), id);
		else if (ref.startsWith("refs/tags/")) tags.set(ref.slice("refs/tags/".length).replace(/\^\{\}$/, ""), id);
	}
	return { heads, tags: [...tags].map(([name, commit]) => ({ name, commit })) };
}

/** Whether the repository has the commit. */
export async function hasCommit(git: Git, id: string): Promise<boolean> {
	return (await git.run(["cat-file", "-e", `${id}^{commit}`])).exitCode === 0;
}

/** Whether the repository has the content, at least its root. */
export async function hasTree(git: Git, tree: string): Promise<boolean> {
	return (await git.run(["cat-file", "-e", `${tree}^{tree}`])).exitCode === 0;
}

/**
 * Brings the branch's commits into the repository. No ref and no FETCH_HEAD of the user's clone is moved: a moved `origin/main` would
 * defeat a person's own `--force-with-lease`.
 */
export async function fetchBranch(git: Git, branch: string, head: string): Promise<void> {
	if (await hasCommit(git, head)) return;
	const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--no-recurse-submodules"];
	await git.ask(`fetch ${branch} from ${git.repository.remoteText}`, ["fetch", ...options, git.repository.remote, `refs/heads/${branch}`], {
		timeoutMs: FETCH_MS,
	});
	// A private clone needs a ref, or every fetch would begin from nothing. Two processes may race for it: the loser needs no ref.
	if (git.repository.address !== null) await git.run(["update-ref", `refs/backout/heads/${branch}`, head]);
}

/** Whether `ancestor` is in the history of `id`; false when the repository does not even have it. */
export async function contains(git: Git, id: string, ancestor: string): Promise<boolean> {
	return (await git.run(["merge-base", "--is-ancestor", ancestor, id])).exitCode === 0;
}

/** The id the commit text has, without writing it. */
export async function commitId(git: Git, text: string): Promise<string> {
	return (await git.ask("name a commit", ["hash-object", "-t", "commit", "--stdin"], { input: text })).trim();
}

/** Writes the commit into the repository (no branch is moved) and returns its id. */
export async function writeCommit(git: Git, text: string): Promise<string> {
	return (await git.ask("write a commit", ["hash-object", "-w", "-t", "commit", "--stdin"], { input: text })).trim();
}

/** What is pushed where, and what must be there before. */
export interface Push {
	readonly branch: string;
	/** The commit the branch must be at; null: the branch must not exist. */
	readonly expected: string | null;
	readonly result: string;
}

/**
 * Moves the remote's branch from `expected` to `result`, or throws (`git.moved` when it is elsewhere). The lease is stronger than an
 * ordinary push: that one would also succeed when somebody had moved the branch *back*, and land again what they had taken away.
 */
export async function pushCommit(git: Git, push: Push): Promise<void> {
	const ref = `refs/heads/${push.branch}`;
	const lease = `--force-with-lease=${ref}:${push.expected ?? ""}`;
	const output = await runPush(git, [lease], `${push.result}:${ref}`, FETCH_MS);
	if (output.exitCode !== 0 || output.ended !== null) throw gitFault(output, `push ${push.branch} to ${git.repository.remoteText}`);
}

/** Tries with a dry run whether the account may push at all; the remote's hooks and branch rules are not asked. */
export async function tryPush(git: Git, branch: string, head: string): Promise<Output> {
	return await runPush(git, ["--dry-run"], `${head}:refs/heads/${branch}`, REMOTE_MS);
}

/**
 * Pushes to the remote's address under a name of our own: by its real name git would also move the clone's `origin/main`, and with it
 * the place that a person's own `--force-with-lease` holds on to. By environment, because the address may hold a token.
 */
async function runPush(git: Git, options: readonly string[], refspec: string, timeoutMs: number): Promise<Output> {
	const address = await pushAddress(git);
	const args = ["--config-env=remote.backout-push.url=BACKOUT_PUSH_ADDRESS", "push", "--porcelain", "--no-verify", ...options];
	return await git.run([...args, "backout-push", refspec], { timeoutMs, env: { BACKOUT_PUSH_ADDRESS: address } });
}

async function pushAddress(git: Git): Promise<string> {
	const { address, remote } = git.repository;
	if (address !== null) return address;
	return (await git.ask(`look up where ${remote} is`, ["remote", "get-url", "--push", remote])).trim();
}
