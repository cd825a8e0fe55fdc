import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { isUrlOrPlaceholder } from "../core/settings.ts";

/** A URL in a source's settings: http or https, or a placeholder that becomes one. */
export const urlSetting = z
	.string()
	.refine(isUrlOrPlaceholder, { error: "must be a URL that starts with http:// or https://" })
	.meta({ examples: ["https://shop.example.com/health"] });

/** A duration in a source's settings, longer than nothing: `2s`. */
export const durationSetting = z
	.string()
	.refine((text) => (parseDuration(text) ?? 0) > 0, { error: "must be a duration above zero, like 500ms, 2s or 1m30s" })
	.meta({ examples: ["2s"] });

/** A command as an argument array; never a shell line. */
export const argvSetting = z
	.array(z.string().meta({ examples: ["npm"] }))
	.min(1, { error: "must name the program first: [npm, run, smoke]" })
	.refine(([program]) => program !== "", { error: "must name the program first: [npm, run, smoke]" })
	.meta({ examples: [["npm", "run", "smoke"]] });

/** A regular expression of JavaScript, without slashes. */
export const regexSetting = z
	.string()
	.min(1)
	.refine(isRegex, { error: "must be a regular expression of JavaScript, without slashes around it" })
	.meta({ examples: [" 5\\d\\d "] });

/** HTTP headers by name. */
export const headersSetting = z
	.record(z.string(), z.string().meta({ examples: ["${API_TOKEN}"] }))
	.meta({ examples: [{ authorization: "Bearer ${API_TOKEN}" }] });

/** Milliseconds of a duration that the schema has let through, or of the default when none was given. */
export function durationMs(text: string | undefined, defaultMs: number): number {
	return (text === undefined ? null : parseDuration(text)) ?? defaultMs;
}

function isRegex(text: string): boolean {
	try {
		return new RegExp(text) instanceof RegExp;
	} catch {
		return false;
	}
}
