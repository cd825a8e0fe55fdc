import type { Finding } from "../../core/adapter.ts";
import { BackoutError } from "../../core/error.ts";
import { fetchBranch, remoteRefs, tryPush } from "./client.ts";
import { branchNotFound, type Desk } from "./desk.ts";
import { gitFault } from "./faults.ts";
import { plainWords } from "./remote-words.ts";

/** Tries git, the remote, the branches and the right to push; changes nothing. */
export async function checkLive(open: () => Promise<Desk>): Promise<readonly Finding[]> {
	const findings: Finding[] = [];
	const tried = async (name: string, attempt: () => Promise<string>): Promise<boolean> => {
		const finding = await findingOf(name, attempt);
		findings.push(finding);
		return finding.ok;
	};
	let desk: Desk | null = null;
	const isThere = await tried("git answers", async () => {
		desk = await open();
		return fitVersion(await desk.git.ask("ask git for its version", ["version"]));
	});
	if (!isThere || desk === null) return findings;
	await checkRemote(desk, tried);
	return findings;
}

async function checkRemote(desk: Desk, tried: (name: string, attempt: () => Promise<string>) => Promise<boolean>): Promise<void> {
	const { git, config } = desk;
	let head: string | undefined;
	const isAnswering = await tried(`${git.repository.remoteText} has ${config.branch}`, async () => {
		head = (await remoteRefs(git, [config.branch], false)).heads.get(config.branch);
		if (head === undefined) throw branchNotFound(git, config.branch);
		return `at ${head}`;
	});
	if (!isAnswering) return;
	const { development } = config;
	if (development !== null) {
		await tried(`${git.repository.remoteText} has ${development}`, async () => {
			const tip = (await remoteRefs(git, [development], false)).heads.get(development);
			if (tip === undefined) throw branchNotFound(git, development);
			return `at ${tip}`;
		});
	}
	await tried(`right to push to ${git.repository.remoteText}`, async () => await pushRight(desk, head ?? ""));
}

/** The version, when it can do all that is needed: `--config-env` came with git 2.31. */
function fitVersion(printed: string): string {
	const [, major, minor] = /(\d+)\.(\d+)/.exec(printed) ?? [];
	if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 31)) return plainWords(printed);
	throw new BackoutError({
		code: "git.too-old",
		message: `${plainWords(printed)} is too old: backout needs git 2.31 or newer`,
		fix: "update git on the machine that runs backout",
	});
}

/** A dry run proves the credential, not the remote's branch rules: those answer only to a real push. */
async function pushRight(desk: Desk, head: string): Promise<string> {
	const { git, config } = desk;
	await fetchBranch(git, config.branch, head);
	const output = await tryPush(git, config.branch, head);
	if (output.exitCode !== 0 || output.ended !== null) throw gitFault(output, `try a push to ${git.repository.remoteText}`);
	return "a dry run was accepted (branch rules and hooks answer only to a real push)";
}

async function findingOf(name: string, attempt: () => Promise<string>): Promise<Finding> {
	try {
		return { name, ok: true, detail: await attempt(), fix: null };
	} catch (fault) {
		if (fault instanceof BackoutError) return { name, ok: false, detail: fault.message, fix: fault.fix };
		throw fault;
	}
}
