import type { Cluster } from "./drain.ts";
import { WILDCARD } from "./variables.ts";

/** A place in a template that was seen with fewer different words than this is a choice (`timeout`, `declined`) and no variable (a user's name). Ours: a template that hides a new reason behind `<*>` would hide what we look for. */
const FEWEST_VALUES = 5;

/** A line's words, split once. */
export interface Worded {
	readonly words: readonly string[];
}

/** The cluster's parts, one for each choice of words; the cluster itself when it has none. */
export function refine<Member extends Worded>(cluster: Cluster<Member>): readonly Cluster<Member>[] {
	const choices = choicesIn(cluster);
	if (choices.length === 0) return [cluster];
	const groups = Map.groupBy(cluster.members, ({ words }) => choices.map((index) => words[index]).join(" "));
	return [...groups.values()].map((members) => ({ words: withChoices(cluster.words, choices, members), members }));
}

function choicesIn({ words, members }: Cluster<Worded>): readonly number[] {
	return words.flatMap((word, index) => (word === WILDCARD && isChoice(members, index) ? [index] : []));
}

/** False for a place that was masked in the lines themselves. */
function isChoice(members: readonly Worded[], index: number): boolean {
	const values = new Set<string>();
	for (const { words } of members) {
		values.add(words[index] ?? "");
		if (values.size >= FEWEST_VALUES) return false;
	}
	return values.size > 1;
}

function withChoices(template: readonly string[], choices: readonly number[], members: readonly Worded[]): readonly string[] {
	return template.map((word, index) => (choices.includes(index) ? (members[0]?.words[index] ?? word) : word));
}
