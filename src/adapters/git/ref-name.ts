/** Whether the text may name a branch: the rules of git-check-ref-format(1), and never something git could read as an option. */
export function isBranchName(text: string): boolean {
	if (text === "" || text === "@" || text === "HEAD" || text.startsWith("-")) return false;
	if (hasForbiddenCharacter(text) || text.includes("..") || text.includes("@{") || text.endsWith(".")) return false;
	return text.split("/").every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock"));
}

function hasForbiddenCharacter(text: string): boolean {
	return /[ ~^:?*[\\]/.test(text) || [...text].some((character) => character < " " || character === "\u007f");
}

/** Whether the text may name a remote of a clone: `origin`, `team/fork`. */
export function isRemoteName(text: string): boolean {
	return /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(text) && isBranchName(text);
}

/** Whether the text is an address that git can fetch from: https, ssh, git or file URL, `user@host:path`, or an absolute path. Never a helper such as `ext::`. */
export function isRemoteAddress(text: string): boolean {
	return /^(https?|ssh|git|file):\/\/[^\s-]/.test(text) || /^[\w.-]+@[\w.-]+:[^\s-]\S*$/.test(text) || /^\/[^\n]+$/.test(text);
}

/** Whether the text is a full commit id (SHA-1 or SHA-256). */
export function isCommitId(text: string): boolean {
	return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** Whether the text is a commit id that may be abbreviated, seven digits at least. */
export function isShortCommitId(text: string): boolean {
	return /^[0-9a-f]{7,64}$/.test(text);
}

/** The first ten digits of a commit id: enough for a person to tell commits apart. */
export function shortId(id: string): string {
	return id.slice(0, 10);
}

/** `rollback/<label>` with everything that git or a shell could take otherwise replaced by `-`. */
export function rollbackBranch(label: string): string {
	const plain = label
		.replaceAll(/[^A-Za-z0-9._-]+/g, "-")
		.replaceAll(/\.{2,}/g, ".")
		.replaceAll(/^[-.]+|[-.]+$/g, "")
		.replace(/\.lock$/, "-lock");
	return `rollback/${plain === "" ? "release" : plain.slice(0, 100)}`;
}
