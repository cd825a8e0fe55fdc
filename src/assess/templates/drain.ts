import { WILDCARD } from "./variables.ts";

/** Branches of one node: a position with more words than this is a variable. Drain3's default. */
const MOST_CHILDREN = 100;
/** Share of words that a line and a template must have in common. He et al. found 0.4 to 0.5 to do on most data sets; the higher, since variables are masked before. */
const SIMILARITY = 0.5;
/** Clusters of one leaf: what a line is compared with at most, so that lines of random words cost no more than others. */
const MOST_IN_LEAF = 200;

/** Lines of one shape. */
export interface Cluster<Member> {
	/** The words all members have in common; the others are `<*>`. */
	readonly words: readonly string[];
	readonly members: readonly Member[];
}

interface Leaf<Member> {
	readonly clusters: { words: string[]; members: Member[] }[];
}

/**
 * Puts lines of a like shape together, by a tree of fixed depth: number of words, first word (most often the level), then the most similar template
 * of the leaf. P. He, J. Zhu, Z. Zheng, M. R. Lyu: "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017.
 */
export class Drain<Member> {
	readonly #leaves = new Map<string, Leaf<Member>>();
	readonly #branches = new Map<string, Set<string>>();
	readonly #mostClusters: number;
	#clusters = 0;

	constructor(mostClusters: number) {
		this.#mostClusters = mostClusters;
	}

	/** Adds a line to the cluster it is like, or to a new one; false when it is like none and there is no room for another. */
	add(words: readonly string[], member: Member): boolean {
		const leaf = this.#leafOf(words);
		const like = mostSimilar(leaf, words);
		if (like !== null) {
			like.words = like.words.map((word, index) => (word === words[index] ? word : WILDCARD));
			like.members.push(member);
			return true;
		}
		if (this.#clusters >= this.#mostClusters || leaf.clusters.length >= MOST_IN_LEAF) return false;
		this.#clusters += 1;
		leaf.clusters.push({ words: [...words], members: [member] });
		return true;
	}

	/** Every cluster; those that a more general one covers are part of it. The tree tells apart by the first word even where that is a variable. */
	clusters(): readonly Cluster<Member>[] {
		const all = [...this.#leaves.values()].flatMap(({ clusters }) => clusters);
		return [...Map.groupBy(all, ({ words }) => words.length).values()].flatMap(joinCovered);
	}

	#leafOf(words: readonly string[]): Leaf<Member> {
		const path = this.#branch(String(words.length), words[0]);
		const leaf = this.#leaves.get(path) ?? { clusters: [] };
		this.#leaves.set(path, leaf);
		return leaf;
	}

	/** The node below `node` for the word: its own, or that of the variables. */
	#branch(node: string, word = ""): string {
		const known = this.#branches.get(node) ?? new Set();
		this.#branches.set(node, known);
		const isVariable = /\d|<\*>/.test(word) || (!known.has(word) && known.size >= MOST_CHILDREN);
		if (!isVariable) known.add(word);
		return `${node} ${isVariable ? WILDCARD : word}`;
	}
}

function joinCovered<Member>(clusters: readonly Cluster<Member>[]): readonly Cluster<Member>[] {
	const joined: { words: readonly string[]; members: Member[] }[] = [];
	for (const cluster of clusters.toSorted((one, other) => variablesIn(other.words) - variablesIn(one.words))) {
		const general = joined.find(({ words }) => covers(words, cluster.words));
		if (general === undefined) joined.push({ words: cluster.words, members: [...cluster.members] });
		else for (const member of cluster.members) general.members.push(member);
	}
	return joined;
}

function variablesIn(words: readonly string[]): number {
	return words.filter((word) => word === WILDCARD).length;
}

/** A template of variables alone says nothing, and covers nothing. */
function covers(template: readonly string[], words: readonly string[]): boolean {
	if (template.length - variablesIn(template) < SIMILARITY * template.length) return false;
	return template.every((word, index) => word === WILDCARD || word === words[index]);
}

function mostSimilar<Member>(leaf: Leaf<Member>, words: readonly string[]): Leaf<Member>["clusters"][number] | null {
	let best: Leaf<Member>["clusters"][number] | null = null;
	let bestSame = Math.max(1, SIMILARITY * words.length) - Number.EPSILON;
	for (const cluster of leaf.clusters) {
		const same = sameWords(cluster.words, words);
		if (same > bestSame) [best, bestSame] = [cluster, same];
	}
	return best;
}

/** Words of the template that the line has too; a variable matches anything and proves nothing. */
function sameWords(template: readonly string[], words: readonly string[]): number {
	let same = 0;
	for (let index = 0; index < words.length; index++) {
		if (template[index] === words[index] && template[index] !== WILDCARD) same += 1;
	}
	return same;
}
