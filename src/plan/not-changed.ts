/** What no rollback of code touches, whatever the platform; targets add their own (Kamal and Vercel too run the old build with today's environment). */
const GENERAL = [
	"Data written since the release was deployed stays as it is.",
	"The database schema stays as it is: no migration is taken back.",
	"Environment variables and secrets stay as they are, unless a target says otherwise.",
	"Caches, CDN copies and feature flags stay as they are, unless a step of this plan changes them.",
	"Messages sent, payments made and other effects outside this service stay.",
] as const;

/** The targets' own lines first, then the general ones, each said once. */
export function notChangedLines(ofTargets: readonly string[]): readonly string[] {
	return unique([...ofTargets, ...GENERAL]);
}

/** The lines without repetitions; case, spaces and a final stop make no difference. */
export function unique(lines: readonly string[]): readonly string[] {
	const byMeaning = new Map<string, string>();
	for (const line of lines) {
		const meaning = line.trim().replace(/\.$/, "").toLowerCase();
		if (!byMeaning.has(meaning)) byMeaning.set(meaning, line.trim());
	}
	return [...byMeaning.values()];
}
