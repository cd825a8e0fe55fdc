import type { NewTemplate } from "../../core/log.ts";
import { cleanLine, shorten } from "./clean-line.ts";
import { Drain } from "./drain.ts";
import { entriesOf, type LogEntry } from "./entries.ts";
import { isErrorLike } from "./error-like.ts";
import { refine } from "./refine.ts";
import { wordsOf } from "./structured.ts";
import { maskVariables } from "./variables.ts";

/** Bounds, and what the caller knows that lines do not say. */
export interface TemplateLimits {
	/** Templates that are returned at most; 5 when left out. */
	readonly most?: number;
	/** How many times longer "after" was than "before"; null when only the numbers of lines can be held against each other. */
	readonly exposure: number | null;
	/** Takes secrets out of a text. What is returned has gone through it. */
	readonly mask: (text: string) => string;
}

const MOST = 5;
/** Lines that are looked at, before and after together, and shapes that are told apart: bounds on memory and time. */
const MOST_LINES = 200_000;
const MOST_TEMPLATES = 2_000;
/** Masked texts that go into the tree, those that speak of a failure and the most frequent first: a log of random words has as many as lines. */
const MOST_TEXTS = 20_000;
/** What was there before is news when it is this many times as frequent, and that often at least. */
const TIMES_MORE = 10;
const FEWEST = 5;
const EXAMPLE_CHARACTERS = 200;
/** Of a line's masked text. */
const TEXT_CHARACTERS = 256;

/**
 * The kinds of lines that are new in `after`: never seen in `before`, or more than ten times as frequent and at least five. Those that speak of a
 * failure come first, then shapes that are wholly new, then the most frequent. The order of the lines changes nothing but the examples. Pure.
 */
export function newTemplates(before: Iterable<string>, after: Iterable<string>, limits: TemplateLimits): readonly NewTemplate[] {
	const groups = new Map<string, Group>();
	const lines = { before: count(before, groups, "before"), after: count(after, groups, "after") };
	return templatesOf([...groups.values()])
		.filter((shape) => isNews(shape, lines, limits.exposure))
		.toSorted(byImportance)
		.slice(0, limits.most ?? MOST)
		.map((shape) => told(shape, limits.mask));
}

/** Lines whose masked texts are the same. */
interface Group {
	readonly text: string;
	readonly words: readonly string[];
	readonly isErrorLike: boolean;
	before: number;
	after: number;
	/** The first entry of `after`. */
	first: LogEntry | null;
}

/** Lines of one shape; `isVariant`: a known shape with another choice of words. */
interface Shape {
	readonly template: string;
	readonly count: number;
	readonly countBefore: number;
	readonly isErrorLike: boolean;
	readonly isVariant: boolean;
	readonly first: LogEntry | null;
}

/** Counts the entries of one side into the groups; returns how many there were. */
function count(lines: Iterable<string>, groups: Map<string, Group>, side: "before" | "after"): number {
	let entries = 0;
	for (const entry of entriesOf(lines)) {
		if (entries >= MOST_LINES / 2) break;
		entries += 1;
		const text = textOf(entry);
		const group = groups.get(text) ?? groupOf(text);
		if (group[side] === 0) groups.set(text, group);
		group[side] += 1;
		if (side === "after") group.first ??= entry;
	}
	return entries;
}

function groupOf(text: string): Group {
	return { text, words: text.split(" "), isErrorLike: isErrorLike(text), before: 0, after: 0, first: null };
}

/** What a line says without what differs from line to line. */
function textOf({ head, cause }: LogEntry): string {
	const said = cause === "" ? wordsOf(head) : `${wordsOf(head)} ← ${cause}`;
	const text = maskVariables(cleanLine(said)).replace(/\s+/g, " ").trim();
	return text.length <= TEXT_CHARACTERS ? text : text.slice(0, TEXT_CHARACTERS).toWellFormed();
}

/** Lines of one text go into the tree together, in an order of their own: where a line stood decides nothing. What speaks of a failure goes first, so that it has a place. */
function templatesOf(groups: readonly Group[]): readonly Shape[] {
	const tree = new Drain<Group>(MOST_TEMPLATES);
	for (const group of groups.toSorted(byWeight).slice(0, MOST_TEXTS)) tree.add(group.words, group);
	return tree.clusters().flatMap((cluster) => {
		const isKnown = cluster.members.some(({ before }) => before > 0);
		return refine(cluster).map(({ words, members }) => shapeOf(words.join(" "), members, isKnown));
	});
}

function byWeight(one: Group, other: Group): number {
	return (
		Number(other.isErrorLike) - Number(one.isErrorLike) ||
		other.before + other.after - one.before - one.after ||
		(one.text < other.text ? -1 : 1)
	);
}

function shapeOf(template: string, members: readonly Group[], isKnown: boolean): Shape {
	const countBefore = members.reduce((sum, { before }) => sum + before, 0);
	return {
		template,
		count: members.reduce((sum, { after }) => sum + after, 0),
		countBefore,
		isErrorLike: members.some((member) => member.isErrorLike),
		isVariant: isKnown && countBefore === 0,
		first: members.find(({ first }) => first !== null)?.first ?? null,
	};
}

/** More frequent both by the time and by the number of other lines: neither a longer window nor more traffic is news. */
function isNews(
	{ count, countBefore }: Shape,
	lines: { readonly before: number; readonly after: number },
	exposure: number | null,
): boolean {
	if (count === 0) return false;
	if (countBefore === 0) return true;
	const traffic = (lines.after - count) / Math.max(1, lines.before - countBefore);
	return (
		count >= FEWEST && count > TIMES_MORE * countBefore * Math.max(traffic, exposure ?? (traffic === 0 ? Number.POSITIVE_INFINITY : 0))
	);
}

function byImportance(one: Shape, other: Shape): number {
	return (
		Number(other.isErrorLike) - Number(one.isErrorLike) ||
		Number(other.countBefore === 0) - Number(one.countBefore === 0) ||
		Number(one.isVariant) - Number(other.isVariant) ||
		other.count - one.count ||
		(one.template < other.template ? -1 : 1)
	);
}

/** The shape for people, without secrets. A secret half hidden by `<*>` would not be known again, so a template is made anew from a line that held one. */
function told({ template, count, countBefore, isErrorLike, first }: Shape, mask: (text: string) => string): NewTemplate {
	const entry = first ?? { head: "", cause: "" };
	const masked = { head: mask(entry.head), cause: mask(entry.cause) };
	const isSecret = masked.head !== entry.head || masked.cause !== entry.cause;
	const line = cleanLine([masked.head, masked.cause].filter((text) => text !== "").join(" ← "));
	return {
		template: mask(isSecret ? textOf(masked) : template),
		count,
		countBefore,
		isErrorLike,
		// Once more: a colour in the middle of a secret hid it until now.
		first: shorten(mask(line.replace(/\s+/g, " ").trim()), EXAMPLE_CHARACTERS),
	};
}
