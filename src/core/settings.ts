/** `$${` (an escape), `${NAME}`, `${file:path}`, or a `${` that is none of them; the groups are the name, the path and the malformed rest. */
const PLACEHOLDER = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)|file:([^{}]+))\}|\$\{([^}\n]{0,40}\}?)/g;

/** One piece of a setting: plain text, a variable, a file's content, or a `${` that is neither. */
export type SettingPart =
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "variable"; readonly name: string }
	| { readonly kind: "file"; readonly path: string }
	| { readonly kind: "malformed"; readonly text: string };

/** The pieces of a setting in order; `$${` becomes the plain text `${`. Joining the resolved pieces gives the setting. */
export function settingParts(setting: string): readonly SettingPart[] {
	const parts: SettingPart[] = [];
	let end = 0;
	for (const match of setting.matchAll(PLACEHOLDER)) {
		if (match.index > end) parts.push({ kind: "text", text: setting.slice(end, match.index) });
		parts.push(placeholderPart(match));
		end = match.index + match[0].length;
	}
	if (end < setting.length) parts.push({ kind: "text", text: setting.slice(end) });
	return parts;
}

function placeholderPart(match: RegExpExecArray): SettingPart {
	const [whole, name, path] = match;
	if (name !== undefined) return { kind: "variable", name };
	if (path !== undefined) return { kind: "file", path };
	return whole === "$${" ? { kind: "text", text: "${" } : { kind: "malformed", text: whole };
}

/** Whether the setting holds `${NAME}` or `${file:path}`, so that its value is known only when it is used. */
export function hasPlaceholder(setting: string): boolean {
	return settingParts(setting).some((part) => part.kind === "variable" || part.kind === "file");
}

/** Whether the setting is an absolute http or https URL, or may become one when its placeholders are resolved. For `.refine` in a kind's schema. */
export function isUrlOrPlaceholder(setting: string): boolean {
	return isUrlLike(setting, ["http:", "https:"]);
}

/** The same for any schemes: `isUrlLike(text, ["redis:", "rediss:"])`. */
export function isUrlLike(setting: string, schemes: readonly string[]): boolean {
	if (setting.startsWith("$") && hasPlaceholder(setting)) return true;
	const url = URL.parse(fillPlaceholders(setting));
	return url !== null && schemes.includes(url.protocol) && url.hostname !== "";
}

/** `1` is legal in every part of a URL, the port included, so the fixed text around a placeholder is still checked. */
function fillPlaceholders(setting: string): string {
	return settingParts(setting)
		.map((part) => (part.kind === "text" || part.kind === "malformed" ? part.text : "1"))
		.join("");
}

/**
 * For `.refine(…, { when: besideOtherFaults })` on a mapping: it is then asked although another key is wrong, so that all faults are told at once. Not when
 * a key is unknown: the key that it was meant to be would be told as missing too. What is asked must bear values of any form.
 */
export function besideOtherFaults({
	value,
	issues,
}: {
	readonly value: unknown;
	readonly issues: readonly { readonly code: string }[];
}): boolean {
	return typeof value === "object" && value !== null && !Array.isArray(value) && issues.every(({ code }) => code !== "unrecognized_keys");
}
