import { type ZodType, z } from "zod";
import type { FaultDraft } from "./fault.ts";
import { foundText } from "./found.ts";
import { SECTION_NOUN } from "./kinds.ts";
import { suggestion } from "./nearest.ts";
import { type ConfigPath, isMapping } from "./path.ts";
import { sectionOf } from "./schema.ts";

/** Stands where a schema has no message of its own; never shown. */
const NO_MESSAGE = "(no message)";

/** What an object schema would have allowed where it met unknown keys. */
interface Allowed {
	readonly keys: readonly string[];
	readonly one: string;
	readonly many: string;
}

/** Remembers what was allowed beside each list of unknown keys, which zod's issue does not carry. */
type AllowedByIssue = Map<unknown, Allowed>;

/** A checked value, or everything that is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly faults: readonly FaultDraft[] };

/** Checks a value that stands at `path` in the file, and turns every issue into words for a tired person; messages a schema brings itself are kept. */
export function checkShape<T>(schema: ZodType<T>, value: unknown, path: ConfigPath): Checked<T> {
	const allowed: AllowedByIssue = new Map();
	const result = schema.safeParse(value, { reportInput: true, jitless: true, error: (issue) => noteAllowed(issue, allowed) });
	if (result.success) return { value: result.data };
	return { faults: result.error.issues.flatMap((issue) => explain(issue, path, allowed)) };
}

function noteAllowed(issue: z.core.$ZodRawIssue, allowed: AllowedByIssue): string {
	if (issue.code === "unrecognized_keys" && issue.inst instanceof z.ZodObject) {
		const section = sectionOf.get(issue.inst);
		const noun = section === undefined ? { one: "key", many: "keys" } : SECTION_NOUN[section];
		allowed.set(issue.keys, { keys: Object.keys(issue.inst.shape), ...noun });
	}
	return NO_MESSAGE;
}

function explain(issue: z.core.$ZodIssue, base: ConfigPath, allowed: AllowedByIssue): readonly FaultDraft[] {
	const path = [...base, ...issue.path.filter((part) => typeof part !== "symbol")];
	if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path, allowed.get(issue.keys)));
	if (issue.message !== NO_MESSAGE) return [{ path, message: issue.message, fix: ownFix(issue) }];
	if (issue.code === "invalid_union") return explainUnion(issue, path, allowed);
	return [{ path, ...wording(issue, path) }];
}

/** A schema's own message may bring its fix along as `params: { fix }`. */
function ownFix(issue: z.core.$ZodIssue): string {
	const fix = issue.code === "custom" ? issue.params?.["fix"] : undefined;
	return typeof fix === "string" ? fix : "Correct this value, then run `backout check` again.";
}

function unknownKey(key: string, path: ConfigPath, allowed: Allowed | undefined): FaultDraft {
	const { one, many, keys } = allowed ?? { one: "key", many: "keys", keys: [] };
	const known = one === "key" ? keys : keys.filter((name) => name !== "name" && name !== "locale");
	return { path: [...path, key], message: `There is no ${one} \`${foundKey(key)}\` here.`, fix: suggestion(key, known, many) };
}

function foundKey(key: string): string {
	return JSON.stringify(key.slice(0, 60)).slice(1, -1);
}

/** The branch that was meant is the one that fails furthest inside the value; when all fail at once the forms are listed. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: ConfigPath, allowed: AllowedByIssue): readonly FaultDraft[] {
	const inside = issue.errors.filter((errors) => errors.every((error) => !isWrongForm(error)));
	const meant = inside.toSorted((a, b) => a.length - b.length)[0];
	if (meant !== undefined) return meant.flatMap((error) => explain(error, path, allowed));
	const forms = issue.errors.flatMap((errors) => errors.filter(isWrongForm).flatMap(expectedForms));
	const expected = [...new Set(forms)].join(" or ");
	return [{ path, ...expectation(issue.input, expected === "" ? "one of the documented forms" : expected, path) }];
}

function isWrongForm(issue: z.core.$ZodIssue): boolean {
	return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value" || issue.code === "invalid_union");
}

function expectedForms(issue: z.core.$ZodIssue): readonly string[] {
	if (issue.code === "invalid_type") return [formText(issue.expected)];
	if (issue.code === "invalid_value") return issue.values.map(String);
	return issue.code === "invalid_union" ? issue.errors.flatMap((errors) => errors.flatMap(expectedForms)) : [];
}

const FORMS: Readonly<Record<string, string>> = {
	string: "text",
	number: "a number",
	int: "a whole number",
	boolean: "true or false",
	object: "a mapping (key: value)",
	record: "a mapping (key: value)",
	array: "a list",
	tuple: "a list",
};

function formText(expected: string): string {
	return FORMS[expected] ?? expected;
}

interface Wording {
	readonly message: string;
	readonly fix: string;
}

function wording(issue: z.core.$ZodIssue, path: ConfigPath): Wording {
	if (issue.code === "invalid_type") return expectation(issue.input, formText(issue.expected), path);
	if (issue.code === "invalid_value") return valueWording(issue, path);
	if (issue.code === "too_small") return tooSmall(issue);
	if (issue.code === "too_big") return limit(issue.input, issue.origin, `at most ${issue.maximum}`);
	if (issue.code === "invalid_format") return expectation(issue.input, `text in the form of ${issue.format}`, path);
	return {
		message: `Found ${foundText(issue.input)}, which is not allowed here.`,
		fix: "Correct this value, then run `backout check` again.",
	};
}

function expectation(found: unknown, expected: string, path: ConfigPath): Wording {
	const name = lastKey(path);
	if (found === undefined) return { message: `\`${name}\` is missing; expected is ${expected}.`, fix: `Add \`${name}\`.` };
	if (found === null) return { message: `\`${name}\` has no value; expected is ${expected}.`, fix: "Give it a value, or remove the line." };
	const fix =
		expected === "text" && !isMapping(found) && !Array.isArray(found) ? `Put it in quotes: "${String(found)}".` : `Write ${expected} here.`;
	return { message: `Found ${foundText(found)}; expected is ${expected}.`, fix };
}

function lastKey(path: ConfigPath): string {
	const key = path.findLast((part) => typeof part === "string");
	return typeof key === "string" ? foundKey(key) : "the file";
}

function valueWording(issue: z.core.$ZodIssueInvalidValue, path: ConfigPath): Wording {
	const values = issue.values.map(String);
	if (issue.input === undefined || issue.input === null) return expectation(issue.input, values.join(" or "), path);
	const fix = suggestion(String(issue.input), values, "values");
	return { message: `Found ${foundText(issue.input)}; allowed is ${values.join(" or ")}.`, fix };
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): Wording {
	if (issue.origin === "string") return { message: "Found empty text.", fix: "Write something here, or remove the line." };
	if (issue.origin === "array")
		return { message: "The list is empty; at least one item is needed.", fix: "Add an item. Empty never means all." };
	return limit(issue.input, issue.origin, `at least ${issue.minimum}`);
}

function limit(found: unknown, origin: string, bound: string): Wording {
	const unit = origin === "string" ? " characters" : origin === "array" ? " items" : "";
	return {
		message: `Found ${foundText(found)}; allowed is ${bound}${unit}.`,
		fix: `Write ${origin === "number" || origin === "int" ? "a number of " : ""}${bound}${unit}.`,
	};
}
