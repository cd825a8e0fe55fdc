import { BackoutError, errorText } from "../core/error.ts";
import type { SecretMasker } from "../core/runtime.ts";
import { type SettingPart, settingParts } from "../core/settings.ts";
import { type ConfigPath, isMapping, pathText } from "./path.ts";

/** Where the values behind placeholders come from. */
export interface SecretSources {
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The text of a file named in `${file:path}`, as it was written there; may throw anything. */
	readFile(path: string): string;
	/** Learns every resolved value. */
	readonly masker: SecretMasker;
}

/**
 * The settings with every `${NAME}` and `${file:path}` in them replaced, however deep; `$${` becomes `${`.
 * `path` is where they stand in the config, for messages. Throws BackoutError `config.variable-missing`,
 * `config.variable-empty`, `config.secret-file` and `config.placeholder-malformed`.
 */
export function resolveSecrets(settings: unknown, sources: SecretSources, path: ConfigPath): unknown {
	return mapTexts(settings, path, (text, at) =>
		settingParts(text)
			.map((part) => resolvePart(part, sources, at))
			.join(""),
	);
}

/** The settings with the placeholders that `env` can fill replaced and the others left as they stand; for comparing, never for showing. */
export function fillKnown(settings: unknown, env: SecretSources["env"]): unknown {
	return mapTexts(settings, [], (text) => {
		const parts = settingParts(text);
		const isKnown = parts.every((part) => part.kind === "text" || (part.kind === "variable" && env[part.name]));
		return isKnown
			? parts.map((part) => (part.kind === "variable" ? env[part.name] : part.kind === "text" ? part.text : "")).join("")
			: text;
	});
}

function mapTexts(value: unknown, path: ConfigPath, change: (text: string, path: ConfigPath) => string): unknown {
	if (typeof value === "string") return change(value, path);
	if (Array.isArray(value)) return value.map((item: unknown, index) => mapTexts(item, [...path, index], change));
	if (!isMapping(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, [...path, key], change)]));
}

function resolvePart(part: SettingPart, sources: SecretSources, path: ConfigPath): string {
	if (part.kind === "text") return part.text;
	if (part.kind === "malformed") throw malformed(part.text, path);
	const value = part.kind === "variable" ? variable(part.name, sources, path) : fileText(part.path, sources, path);
	for (const secret of secretsIn(value)) sources.masker.add(secret);
	return value;
}

/** The value, each line of a multi-line one (a tool may print only one), and the password of a URL (drivers print it alone). */
function secretsIn(value: string): readonly string[] {
	const lines = value.includes("\n") ? value.split("\n").map((line) => line.trim()) : [];
	const password = URL.parse(value)?.password ?? "";
	return [value, ...lines, password, decoded(password)].filter((secret) => secret !== "");
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function variable(name: string, sources: SecretSources, path: ConfigPath): string {
	const value = sources.env[name];
	if (value !== undefined && value !== "") return value;
	const [code, state] = value === undefined ? ["config.variable-missing", "not set"] : ["config.variable-empty", "set but empty"];
	throw new BackoutError({
		code,
		message: `The environment variable ${name}, which ${pathText(path)} needs, is ${state}.`,
		fix: `Set it and try again: export ${name}=…`,
	});
}

/** One line break at the end belongs to the file, not to the secret. */
function fileText(file: string, sources: SecretSources, path: ConfigPath): string {
	try {
		const text = sources.readFile(file).replace(/\r?\n$/, "");
		if (text !== "") return text;
	} catch (thrown) {
		throw secretFile(file, path, `could not be read: ${errorText(thrown)}`);
	}
	throw secretFile(file, path, "is empty");
}

function secretFile(file: string, path: ConfigPath, state: string): BackoutError {
	return new BackoutError({
		code: "config.secret-file",
		message: `The file ${file}, which ${pathText(path)} needs, ${state}.`,
		fix: "Write the secret into it, readable by this user, or correct the path.",
	});
}

function malformed(text: string, path: ConfigPath): BackoutError {
	return new BackoutError({
		code: "config.placeholder-malformed",
		message: `${pathText(path)} holds ${JSON.stringify(text)}, which is neither \${NAME} nor \${file:path}.`,
		fix: "Write $${ where a plain ${ is meant.",
	});
}
