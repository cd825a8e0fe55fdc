/** Git's own shortest unambiguous form; anything shorter is only ever compared whole. */
const SHORTEST = 7;

/** A function that gives the full form of each commit of the list, so that abbreviations of one commit are equal; an abbreviation that fits two different commits stays what it is and so equals neither. */
export function commitIdentity(commits: readonly string[]): (commit: string) => string {
	const sorted = [...new Set(commits.map((commit) => commit.toLowerCase()))].sort();
	const identities = new Map(sorted.map((commit) => [commit, fullForm(commit, sorted)]));
	return (commit) => identities.get(commit.toLowerCase()) ?? commit.toLowerCase();
}

function fullForm(commit: string, all: readonly string[]): string {
	if (commit.length < SHORTEST || !/^[0-9a-f]+$/.test(commit)) return commit;
	const longer = all.filter((other) => other.startsWith(commit));
	const longest = longer.reduce((best, other) => (other.length > best.length ? other : best), commit);
	return longer.every((other) => longest.startsWith(other)) ? longest : commit;
}
