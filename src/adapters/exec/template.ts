import { basename } from "node:path";
import { BackoutError } from "../../core/error.ts";
import { hasPlaceholder } from "../../core/settings.ts";

/** What a placeholder may stand for, by its name. */
export type PlaceholderValues = Readonly<Record<string, string>>;

/** `{{name}}` is an escape for the plain text `{name}`; `{name}` is a placeholder; every other brace (JSON, Go templates) is plain text. */
const PLACEHOLDER = /\{\{([A-Za-z][\w-]*)\}\}|\{([A-Za-z][\w-]*)\}/g;

/** Programs that read an argument as a script, and the options after which they do. */
const INTERPRETERS = /^(?:(?:ba|da|z|k|fi|)sh|pwsh|powershell|cmd|node|deno|bun|python[\d.]*|perl|ruby|php)(?:\.exe)?$/i;
const SCRIPT_OPTION = /^(?:-[a-z]*[cer]|--eval|--print|-p|-command|\/c)$/i;

/** ssh joins its arguments with spaces and hands them to a shell on the other side (ssh(1): "command"). */
const REMOTE_SHELLS = /^(?:ssh|rsh|mosh|slogin)(?:\.exe)?$/i;
const PLAIN_TEXT = /^[\w@%+=:,./-]+$/;

/** What is wrong with an argument array as a template, in words; empty when nothing is. Asked when the config is read. */
export function templateFaults(template: readonly string[], allowed: readonly string[]): readonly string[] {
	const [program = "", ...rest] = template;
	const faults = template.flatMap((element) => elementFaults(element, allowed));
	if (namesIn(program).length > 0) faults.push(`the program ${program} holds a placeholder: a release must never choose what is run`);
	if (program.startsWith("-")) faults.push(`the program ${program} starts with a dash`);
	if (INTERPRETERS.test(basename(program))) faults.push(...scriptFaults(program, rest));
	return faults;
}

function elementFaults(element: string, allowed: readonly string[]): string[] {
	if (hasPlaceholder(element)) {
		return [
			`${element} takes a variable: arguments are kept in plans and shown to everybody by ps; name it under env instead and let the program read it`,
		];
	}
	if (element.includes("\0")) return ["an argument holds a NUL character"];
	return namesIn(element)
		.filter((name) => !allowed.includes(name))
		.map((name) => `unknown placeholder {${name}}; known here: ${listed(allowed)}; write {{${name}}} for the plain text {${name}}`);
}

function listed(names: readonly string[]): string {
	return names.map((name) => `{${name}}`).join(", ");
}

/** A label inside a script would be run as a part of it. */
function scriptFaults(program: string, args: readonly string[]): readonly string[] {
	return args
		.filter((argument, index) => SCRIPT_OPTION.test(args[index - 1] ?? "") && namesIn(argument).length > 0)
		.map(
			(argument) =>
				`${program} would run the text put into "${argument}" as code; give it as an argument of its own: [sh, -c, 'deploy "$1"', deploy, "{release}"]`,
		);
}

function namesIn(element: string): readonly string[] {
	return [...element.matchAll(PLACEHOLDER)].flatMap((match) => match[2] ?? []);
}

/** The argument array with every placeholder filled inside its own element, once. Throws `exec.unsafe-value` for a value that the program could take for an option or a script. */
export function fillTemplate(template: readonly string[], values: PlaceholderValues): readonly string[] {
	const isRemote = REMOTE_SHELLS.test(basename(template[0] ?? ""));
	return template.map((element) =>
		element.replaceAll(PLACEHOLDER, (whole: string, escaped: string | undefined, name: string | undefined) => {
			if (escaped !== undefined) return `{${escaped}}`;
			const value = values[name ?? ""] ?? whole;
			refuseUnsafe(value, { isFirst: element.startsWith(whole), isRemote, placeholder: whole, program: template[0] ?? "" });
			return value;
		}),
	);
}

function refuseUnsafe(
	value: string,
	place: { readonly isFirst: boolean; readonly isRemote: boolean; readonly placeholder: string; readonly program: string },
): void {
	if (place.isFirst && value.startsWith("-")) {
		throw new BackoutError({
			code: "exec.unsafe-value",
			message: `"${value}" starts with a dash: ${place.program} would take it for an option`,
			fix: `embed the placeholder in the config (--to=${place.placeholder}), or give the release a name that does not start with a dash`,
		});
	}
	if (place.isRemote && !PLAIN_TEXT.test(value)) {
		throw new BackoutError({
			code: "exec.unsafe-value",
			message: `"${value}" would be read by the shell on the other side of ${place.program}`,
			fix: "give the release a name of letters, digits and . _ - / : @ only, or run a script on this side that quotes it",
		});
	}
}
