import type { z } from "zod";
import { type Advice, addFix, exampleFix, fillFix } from "./advice.ts";
import { exampleLine } from "./example.ts";
import { foundAt, isSecretAt, keyText, lastKey } from "./found.ts";
import { nearestNames, suggestion } from "./nearest.ts";
import type { ConfigPath } from "./path.ts";

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

/** What a form is called: `string` is text. */
export function formText(expected: string): string {
	return FORMS[expected] ?? expected;
}

/** What is wrong, and what to do. */
export interface Wording {
	readonly message: string;
	readonly fix: string;
}

/** An issue that its schema says nothing about, in our words. */
export function wording(issue: z.core.$ZodIssue, path: ConfigPath, advice: Advice): Wording {
	if (issue.code === "invalid_type") return expectation(issue.input, formText(issue.expected), path, advice);
	if (issue.code === "invalid_value") return valueWording(issue, path, advice);
	if (issue.code === "too_small") return { message: tooSmall(issue, path), fix: exampleFix(path, advice) };
	if (issue.code === "too_big")
		return { message: limit(issue.input, issue.origin, path, `at most ${issue.maximum}`), fix: exampleFix(path, advice) };
	return { message: `Found ${foundAt(issue.input, path)}, which is not allowed here.`, fix: exampleFix(path, advice) };
}

/** Says that a value is missing, empty or of another form than expected. */
export function expectation(found: unknown, expected: string, path: ConfigPath, advice: Advice): Wording {
	const name = keyText(lastKey(path));
	if (found === undefined) return { message: `\`${name}\` is missing; expected is ${expected}.`, fix: addFix(path, advice) };
	if (found === null) return { message: `\`${name}\` has no value; expected is ${expected}.`, fix: fillFix(path, advice) };
	const isScalar = typeof found === "number" || typeof found === "boolean";
	const fix = isScalar ? quoteFix(found, path, advice) : exampleFix(path, advice);
	return { message: `Found ${foundAt(found, path)}; expected is ${expected}.`, fix };
}

/** YAML reads 5 and true as no text: quotes help where the text would be right. A secret is not repeated. */
function quoteFix(found: number | boolean, path: ConfigPath, advice: Advice): string {
	if (isSecretAt(path) || !advice.accepts(String(found))) return exampleFix(path, advice);
	return `Put it in quotes: \`${exampleLine(path, String(found))}\`.`;
}

function valueWording(issue: z.core.$ZodIssueInvalidValue, path: ConfigPath, advice: Advice): Wording {
	const values = issue.values.map(String);
	if (issue.input === undefined || issue.input === null) return expectation(issue.input, values.join(" or "), path, advice);
	const isNear = typeof issue.input === "string" && nearestNames(issue.input, values).length > 0;
	const fix = isNear ? suggestion(String(issue.input), values, "values") : exampleFix(path, advice);
	return { message: `Found ${foundAt(issue.input, path)}; allowed is ${values.join(" or ")}.`, fix };
}

function tooSmall(issue: z.core.$ZodIssueTooSmall, path: ConfigPath): string {
	if (issue.origin === "string") return "Found empty text.";
	if (issue.origin === "array") return "The list is empty, which never means all; at least one item is needed.";
	return limit(issue.input, issue.origin, path, `at least ${issue.minimum}`);
}

function limit(found: unknown, origin: string, path: ConfigPath, bound: string): string {
	const unit = origin === "string" ? " characters" : origin === "array" ? " items" : "";
	return `Found ${foundAt(found, path)}; allowed is ${bound}${unit}.`;
}
