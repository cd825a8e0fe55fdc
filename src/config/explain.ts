import { type ZodType, z } from "zod";
import type { FaultDraft } from "./fault.ts";
import { foundAt, keyText } from "./found.ts";
import { SECTION_NOUN, type Section } from "./kinds.ts";
import { suggestion } from "./nearest.ts";
import { type ConfigPath, isMapping } from "./path.ts";
import { sectionOf } from "./schema.ts";
import { expectation, formText, wording } from "./wording.ts";

/** Stands where a schema has no message of its own; never shown. */
const NO_MESSAGE = "(no message)";

/** What an object schema would have allowed where it met unknown keys. */
interface Allowed {
	readonly keys: readonly string[];
	readonly one: string;
	readonly many: string;
	/** Where else a kind may stand, when these keys are kinds. */
	elsewhere(kind: string): readonly Section[];
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
		const kinds = sectionOf.get(issue.inst);
		const noun = kinds === undefined ? { one: "key", many: "keys" } : SECTION_NOUN[kinds.section];
		allowed.set(issue.keys, { keys: Object.keys(issue.inst.shape), ...noun, elsewhere: kinds?.elsewhere ?? (() => []) });
	}
	return NO_MESSAGE;
}

function explain(issue: z.core.$ZodIssue, base: ConfigPath, allowed: AllowedByIssue): readonly FaultDraft[] {
	const path = [...base, ...issue.path.filter((part) => typeof part !== "symbol")];
	if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path, allowed.get(issue.keys)));
	if (issue.code === "invalid_key") return issue.issues.flatMap((inner) => explain({ ...inner, path: [] }, path, allowed));
	if (issue.message !== NO_MESSAGE) return [{ path, message: ownMessage(issue, path), fix: ownFix(issue) }];
	if (issue.code === "invalid_union") return explainUnion(issue, path, allowed);
	return [{ path, ...wording(issue, path) }];
}

/** A schema's own message often says only what is wrong ("is no URL"), not what was found; about a whole mapping it says all there is to say. */
function ownMessage(issue: z.core.$ZodIssue, path: ConfigPath): string {
	const sentence = /[.!?]$/.test(issue.message) ? issue.message : `${issue.message}.`;
	if (/^found\b/i.test(sentence)) return sentence;
	if (isMapping(issue.input) || issue.input === undefined) return beginning(sentence, issue.input);
	return `Found ${foundAt(issue.input, path)}: ${sentence}`;
}

/** Begins with a capital, unless the first word is a key: keys stay as they are written in the file. */
function beginning(sentence: string, mapping: unknown): string {
	const word = /^\w+/.exec(sentence)?.[0] ?? "";
	const isKey = /[a-z][A-Z]/.test(word) || (isMapping(mapping) && Object.hasOwn(mapping, word));
	return isKey ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** A schema's own message may bring its fix along as `params: { fix }`. */
function ownFix(issue: z.core.$ZodIssue): string {
	const fix = issue.code === "custom" ? issue.params?.["fix"] : undefined;
	return typeof fix === "string" ? fix : "Correct this value, then run `backout check` again.";
}

function unknownKey(key: string, path: ConfigPath, allowed: Allowed | undefined): FaultDraft {
	const { one, many, keys, elsewhere } = allowed ?? { one: "key", many: "keys", keys: [], elsewhere: () => [] };
	const known = one === "key" ? keys : keys.filter((name) => name !== "name" && name !== "locale");
	const message = `There is no ${one} \`${keyText(key)}\` here.`;
	const others = elsewhere(key);
	const place = others.length === 0 ? "" : `It may stand under ${others.join(" or ")}. `;
	return { path: [...path, key], message, fix: `${place}${suggestion(key, known, many)}` };
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
