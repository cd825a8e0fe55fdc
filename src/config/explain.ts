import { type ZodType, z } from "zod";
import type { FaultDraft } from "./fault.ts";
import { foundAt, keyText } from "./found.ts";
import { SECTION_NOUN } from "./kinds.ts";
import { suggestion } from "./nearest.ts";
import type { ConfigPath } from "./path.ts";
import { sectionOf } from "./schema.ts";
import { expectation, formText, wording } from "./wording.ts";

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
	if (issue.message !== NO_MESSAGE) return [{ path, message: ownMessage(issue, path), fix: ownFix(issue) }];
	if (issue.code === "invalid_union") return explainUnion(issue, path, allowed);
	return [{ path, ...wording(issue, path) }];
}

/** A schema's own message often says only what is wrong ("is no URL"), not what was found. */
function ownMessage(issue: z.core.$ZodIssue, path: ConfigPath): string {
	if (/^found\b/i.test(issue.message)) return issue.message;
	return `Found ${foundAt(issue.input, path)}: ${issue.message}${/[.!?]$/.test(issue.message) ? "" : "."}`;
}

/** A schema's own message may bring its fix along as `params: { fix }`. */
function ownFix(issue: z.core.$ZodIssue): string {
	const fix = issue.code === "custom" ? issue.params?.["fix"] : undefined;
	return typeof fix === "string" ? fix : "Correct this value, then run `backout check` again.";
}

function unknownKey(key: string, path: ConfigPath, allowed: Allowed | undefined): FaultDraft {
	const { one, many, keys } = allowed ?? { one: "key", many: "keys", keys: [] };
	const known = one === "key" ? keys : keys.filter((name) => name !== "name" && name !== "locale");
	return { path: [...path, key], message: `There is no ${one} \`${keyText(key)}\` here.`, fix: suggestion(key, known, many) };
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
