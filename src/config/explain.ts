import { type ZodType, z } from "zod";
import { type Advice, adviceFor, exampleFix } from "./advice.ts";
import type { FaultDraft } from "./fault.ts";
import { foundAt, keyText } from "./found.ts";
import { SECTION_NOUN, type Section } from "./kinds.ts";
import { nearestNames, suggestion } from "./nearest.ts";
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

/** What zod's issues do not carry. */
interface Beside {
	/** What was allowed beside each list of unknown keys. */
	readonly allowed: Map<unknown, Allowed>;
	/** What may be written at a path of the file. */
	adviceAt(path: ConfigPath): Advice;
}

/** A checked value, or everything that is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly faults: readonly FaultDraft[] };

/** Checks a value that stands at `path` in the file, and turns every issue into words for a tired person; messages a schema brings itself are kept. */
export function checkShape<T>(schema: ZodType<T>, value: unknown, path: ConfigPath): Checked<T> {
	const beside: Beside = { allowed: new Map(), adviceAt: (at) => adviceFor(schema, at.slice(path.length), at) };
	const result = schema.safeParse(value, { reportInput: true, jitless: true, error: (issue) => noteAllowed(issue, beside.allowed) });
	if (result.success) return { value: result.data };
	return { faults: result.error.issues.flatMap((issue) => explain(issue, path, beside)) };
}

function noteAllowed(issue: z.core.$ZodRawIssue, allowed: Beside["allowed"]): string {
	if (issue.code === "unrecognized_keys" && issue.inst instanceof z.ZodObject) {
		const kinds = sectionOf.get(issue.inst);
		const noun = kinds === undefined ? { one: "key", many: "keys" } : SECTION_NOUN[kinds.section];
		allowed.set(issue.keys, { keys: Object.keys(issue.inst.shape), ...noun, elsewhere: kinds?.elsewhere ?? (() => []) });
	}
	return NO_MESSAGE;
}

function explain(issue: z.core.$ZodIssue, base: ConfigPath, beside: Beside): readonly FaultDraft[] {
	const path = [...base, ...issue.path.filter((part) => typeof part !== "symbol")];
	if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path, beside.allowed.get(issue.keys)));
	if (issue.code === "invalid_key") return explainKey(issue, path, beside);
	const advice = beside.adviceAt(path);
	if (issue.message !== NO_MESSAGE) return [{ path, message: ownMessage(issue, path), fix: ownFix(issue) ?? exampleFix(path, advice) }];
	if (issue.code === "invalid_union") return explainUnion(issue, path, beside);
	return [{ path, ...wording(issue, path, advice) }];
}

/** A key that people choose: what helps is an example of the whole mapping. */
function explainKey({ issues }: z.core.$ZodIssueInvalidKey, path: ConfigPath, beside: Beside): readonly FaultDraft[] {
	const parent = path.slice(0, -1);
	const fix = exampleFix(parent, beside.adviceAt(parent));
	return issues.flatMap((inner) => explain({ ...inner, path: [] }, path, beside)).map((fault) => ({ ...fault, fix }));
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
function ownFix(issue: z.core.$ZodIssue): string | null {
	const fix = issue.code === "custom" ? issue.params?.["fix"] : undefined;
	return typeof fix === "string" ? fix : null;
}

function unknownKey(key: string, path: ConfigPath, allowed: Allowed | undefined): FaultDraft {
	const { one, many, keys, elsewhere } = allowed ?? { one: "key", many: "keys", keys: [], elsewhere: () => [] };
	const known = one === "key" ? keys : keys.filter((name) => name !== "name" && name !== "locale");
	const message = `There is no ${one} \`${keyText(key)}\` here.`;
	const others = elsewhere(key);
	const place = others.length === 0 ? "" : `It may stand under ${others.join(" or ")}. `;
	return { path: [...path, key], message, fix: `${place}${suggestion(key, known, many)}` };
}

/** The branch that was meant fails inside the value, not at once, and knows the most of its keys; when all fail at once the forms are listed. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: ConfigPath, beside: Beside): readonly FaultDraft[] {
	const inside = issue.errors.filter((errors) => errors.every((error) => !isWrongForm(error)));
	const strange = inside.map((errors) => ({ errors, keys: strangeness(errors, beside) }));
	const meant = strange.toSorted((a, b) => a.keys - b.keys || a.errors.length - b.errors.length)[0]?.errors;
	if (meant !== undefined) return meant.flatMap((error) => explain(error, path, beside));
	const forms = issue.errors.flatMap((errors) => errors.filter(isWrongForm).flatMap(expectedForms));
	const expected = [...new Set(forms)].join(" or ");
	return [{ path, ...expectation(issue.input, expected === "" ? "one of the documented forms" : expected, path, beside.adviceAt(path)) }];
}

/** How many keys a branch does not know; one that looks like a key it knows counts half. */
function strangeness(errors: readonly z.core.$ZodIssue[], { allowed }: Beside): number {
	const unknown = errors.flatMap((error) =>
		error.code === "unrecognized_keys" ? error.keys.map((key) => ({ key, known: allowed.get(error.keys)?.keys ?? [] })) : [],
	);
	return unknown.reduce((sum, { key, known }) => sum + (nearestNames(key, known).length > 0 ? 0.5 : 1), 0);
}

function isWrongForm(issue: z.core.$ZodIssue): boolean {
	return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value" || issue.code === "invalid_union");
}

function expectedForms(issue: z.core.$ZodIssue): readonly string[] {
	if (issue.code === "invalid_type") return [formText(issue.expected)];
	if (issue.code === "invalid_value") return issue.values.map(String);
	return issue.code === "invalid_union" ? issue.errors.flatMap((errors) => errors.flatMap(expectedForms)) : [];
}
