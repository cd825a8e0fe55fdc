import type { z } from "zod";
import { foundAt, keyText, lastKey } from "./found.ts";
import { suggestion } from "./nearest.ts";
import { type ConfigPath, isMapping } from "./path.ts";

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
export function wording(issue: z.core.$ZodIssue, path: ConfigPath): Wording {
	if (issue.code === "invalid_type") return expectation(issue.input, formText(issue.expected), path);
	if (issue.code === "invalid_value") return valueWording(issue, path);
	if (issue.code === "too_small") return tooSmall(issue, path);
	if (issue.code === "too_big") return limit(issue.input, issue.origin, path, `at most ${issue.maximum}`);
	if (issue.code === "invalid_format") return expectation(issue.input, `text in the form of ${issue.format}`, path);
	return {
		message: `Found ${foundAt(issue.input, path)}, which is not allowed here.`,
		fix: "Correct this value, then run `backout check` again.",
	};
}

/** Says that a value is missing, empty or of another form than expected. */
export function expectation(found: unknown, expected: string, path: ConfigPath): Wording {
	const name = keyText(lastKey(path));
	if (found === undefined) return { message: `\`${name}\` is missing; expected is ${expected}.`, fix: `Add \`${name}\`.` };
	if (found === null) return { message: `\`${name}\` has no value; expected is ${expected}.`, fix: "Give it a value, or remove the line." };
	const fix =
		expected === "text" && !isMapping(found) && !Array.isArray(found) ? `Put it in quotes: "${String(found)}".` : `Write ${expected} here.`;
	return { message: `Found ${foundAt(found, path)}; expected is ${expected}.`, fix };
}

function valueWording(issue: z.core.$ZodIssueInvalidValue, path: ConfigPath): Wording {
	const values = issue.values.map(String);
	if (issue.input === undefined || issue.input === null) return expectation(issue.input, values.join(" or "), path);
	const fix = values.length === 1 ? `Write ${values[0]}.` : suggestion(String(issue.input), values, "values");
	return { message: `Found ${foundAt(issue.input, path)}; allowed is ${values.join(" or ")}.`, fix };
}

function tooSmall(issue: z.core.$ZodIssueTooSmall, path: ConfigPath): Wording {
	if (issue.origin === "string") return { message: "Found empty text.", fix: "Write something here, or remove the line." };
	if (issue.origin === "array")
		return { message: "The list is empty; at least one item is needed.", fix: "Add an item. Empty never means all." };
	return limit(issue.input, issue.origin, path, `at least ${issue.minimum}`);
}

function limit(found: unknown, origin: string, path: ConfigPath, bound: string): Wording {
	const unit = origin === "string" ? " characters" : origin === "array" ? " items" : "";
	return {
		message: `Found ${foundAt(found, path)}; allowed is ${bound}${unit}.`,
		fix: `Write ${origin === "number" || origin === "int" ? "a number of " : ""}${bound}${unit}.`,
	};
}
