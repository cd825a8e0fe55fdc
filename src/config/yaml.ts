import {
	type Alias,
	type Document,
	isAlias,
	isCollection,
	isMap,
	isNode,
	isScalar,
	isSeq,
	LineCounter,
	type Node,
	parseDocument,
	visit,
	type YAMLError,
} from "yaml";
import type { ConfigFault } from "../core/config.ts";
import { errorText } from "../core/error.ts";
import type { LineOf } from "./fault.ts";
import type { ConfigPath } from "./path.ts";

/** Aliases are a convenience of a few; each one costs a walk through the document. */
const MAX_ALIASES = 200;
/** How often the content behind one alias may multiply (nested "billion laughs" grow as a power). */
const MAX_EXPANSION = 200;
/** One slip of indentation can make hundreds of follow-up errors; the first ones name the slip. */
const MAX_SYNTAX_FAULTS = 20;

/** A YAML text as plain values, with the line of every place in it. */
export interface YamlRead {
	/** Null when the text is not usable. */
	readonly value: unknown;
	readonly isUsable: boolean;
	readonly lineOf: LineOf;
	readonly faults: readonly ConfigFault[];
}

/** Reads one YAML 1.2 document. Syntax errors, duplicate keys, unknown tags, alias bombs and cycles are faults with a line; never throws. */
export function parseYaml(text: string): YamlRead {
	const lines = new LineCounter();
	try {
		const document = parseDocument(text, {
			lineCounter: lines,
			prettyErrors: false,
			schema: "core",
			merge: false,
			stringKeys: true,
			uniqueKeys: true,
			// "silent" would also hide that there are several documents.
			logLevel: "error",
		});
		return readDocument(document, lines, text);
	} catch (thrown) {
		// A recursive parser meets a text nested thousands deep, or a bug: either way the text is no config.
		return unusable([
			fault(null, `The YAML could not be read: ${errorText(thrown)}`, "Check the file for deep nesting or stray brackets."),
		]);
	}
}

function readDocument(document: Document.Parsed, lines: LineCounter, text: string): YamlRead {
	const faults = [...document.errors, ...document.warnings].slice(0, MAX_SYNTAX_FAULTS).map((error) => syntaxFault(error, lines, text));
	const isBroken = document.errors.some((error) => error.code !== "DUPLICATE_KEY");
	const lineOf: LineOf = (path) => lineOfPath(document, lines, path);
	if (isBroken) return unusable(faults);
	const aliases = aliasFaults(document, lines);
	if (aliases.length > 0) return unusable([...faults, ...aliases]);
	const value: unknown = document.toJS({ maxAliasCount: MAX_EXPANSION });
	return { value, isUsable: true, lineOf, faults };
}

function unusable(faults: readonly ConfigFault[]): YamlRead {
	return { value: null, isUsable: false, lineOf: () => null, faults };
}

function syntaxFault(error: YAMLError, lines: LineCounter, text: string): ConfigFault {
	const line = lines.linePos(error.pos[0]).line;
	if (error.code === "DUPLICATE_KEY")
		return fault(line, "The same key stands twice in one mapping.", "Keep one of them: YAML has no rule for which one counts.");
	if (error.code === "TAG_RESOLVE_FAILED")
		return fault(line, error.message, "Leave the tag away: only plain text, numbers, lists and mappings are read.");
	if (error.code === "TAB_AS_INDENT") return fault(line, "A tab stands where YAML wants spaces.", "Indent with spaces.");
	if (error.code === "MULTIPLE_DOCS") return fault(line, "The file holds several YAML documents.", "Keep one, without a second `---`.");
	return fault(line, `YAML syntax: ${error.message}.`, syntaxFix(text.split("\n")[line - 1] ?? ""));
}

/** Between braces or brackets YAML reads the brace of a bare `${NAME}` as its own. */
function syntaxFix(lineText: string): string {
	if (/[^"']\$\{/.test(lineText)) return 'Put the placeholder in quotes: "${NAME}".';
	return "Check the indentation, the quotes and the brackets on this line and the one above.";
}

function fault(line: number | null, message: string, fix: string): ConfigFault {
	return { path: "(syntax)", line, message, fix };
}

/** Too many aliases, an alias of nothing, and an alias inside the very node it names, which would have no end. */
function aliasFaults(document: Document.Parsed, lines: LineCounter): readonly ConfigFault[] {
	const faults: ConfigFault[] = [];
	let count = 0;
	visit(document, {
		Alias(_key, alias, parents) {
			count += 1;
			if (count > MAX_ALIASES) return visit.BREAK;
			const line = lineOfNode(alias, lines);
			if (isInsideItself(alias, parents))
				faults.push(fault(line, `The alias *${alias.source} stands inside the part it repeats.`, "Write that part out."));
			if (alias.resolve(document) === undefined)
				faults.push(fault(line, `There is no anchor &${alias.source} above this alias.`, "Correct its name, or put the text in quotes."));
			return undefined;
		},
	});
	if (count > MAX_ALIASES) faults.push(fault(null, `The file holds more than ${MAX_ALIASES} aliases.`, "Write the parts out."));
	return faults;
}

function isInsideItself(alias: Alias, parents: readonly unknown[]): boolean {
	return parents.some((parent) => isCollection(parent) && parent.anchor === alias.source);
}

/** The line of the path's key (or list item), or of its nearest parent in the file; line 1 for the root. */
function lineOfPath(document: Document.Parsed, lines: LineCounter, path: ConfigPath): number {
	let node: unknown = document.contents;
	let line = 1;
	for (const part of path) {
		const step = stepInto(document, node, part);
		if (step === null) break;
		line = lineOfNode(step.mark, lines) ?? line;
		node = step.next;
	}
	return line;
}

function stepInto(
	document: Document.Parsed,
	node: unknown,
	part: string | number,
): { readonly mark: unknown; readonly next: unknown } | null {
	const here = isAlias(node) ? node.resolve(document) : node;
	if (isMap(here)) {
		const pair = here.items.find((item) => (isScalar(item.key) ? String(item.key.value) : null) === String(part));
		return pair === undefined ? null : { mark: pair.key, next: pair.value };
	}
	if (!isSeq(here) || typeof part !== "number") return null;
	const item = here.items[part];
	return item === undefined ? null : { mark: item, next: item };
}

function lineOfNode(node: unknown, lines: LineCounter): number | null {
	const start = isNode(node) ? (node satisfies Node).range?.[0] : undefined;
	return start === undefined ? null : lines.linePos(start).line;
}
