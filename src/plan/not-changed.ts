/** What no rollback of code touches, whatever the platform; targets add their own (Kamal and Vercel too run the old build with today's environment). */
const GENERAL: readonly { readonly text: string /** A target's own line about this says it better. */; readonly saidBy: RegExp | null }[] =
	[
		{ text: "Data written since the release was deployed stays as it is.", saidBy: null },
		{ text: "The database schema stays as it is: no migration is taken back.", saidBy: null },
		{ text: "Environment variables and secrets stay as they are, unless a target says otherwise.", saidBy: /environment/i },
		{ text: "Caches, CDN copies and feature flags stay as they are, unless a step of this plan changes them.", saidBy: /cache/i },
		{ text: "Messages sent, payments made and other effects outside this service stay.", saidBy: null },
	];

/** The targets' own lines first, then the general ones that no target has said more exactly. */
export function notChangedLines(ofTargets: readonly string[]): readonly string[] {
	const general = GENERAL.filter(({ saidBy }) => saidBy === null || !ofTargets.some((line) => saidBy.test(line)));
	return unique([...ofTargets, ...general.map(({ text }) => text)]);
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
