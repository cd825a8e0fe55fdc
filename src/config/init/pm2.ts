import { itemsOf, valueAt } from "../path.ts";
import type { Pm2App } from "./detected.ts";
import { portOf, textOrNull, valueOfYaml } from "./files.ts";

/** The names a PM2 ecosystem file has, the exact forms first. */
export const ECOSYSTEM_FILES = [
	"ecosystem.config.json",
	"ecosystem.json",
	"ecosystem.config.yaml",
	"ecosystem.config.yml",
	"ecosystem.config.js",
	"ecosystem.config.cjs",
	"ecosystem.config.mjs",
] as const;

/** The apps of an ecosystem file; JavaScript is never run, only searched. Null when no app can be made out. */
export function pm2Apps(file: string, text: string): readonly Pm2App[] | null {
	const apps = /\.[cm]?js$/.test(file) ? appsInScript(text) : appsInValue(valueOfYaml(text));
	return apps.length === 0 ? null : apps;
}

function appsInValue(value: unknown): readonly Pm2App[] {
	const listed = valueAt(value, ["apps"]);
	const apps = Array.isArray(value) ? itemsOf(value) : Array.isArray(listed) ? itemsOf(listed) : [listed];
	return apps.flatMap((app) => {
		const name = textOrNull(valueAt(app, ["name"]));
		if (name === null) return [];
		const ports = ["env_production", "env"].map((key) => portOf(valueAt(app, [key, "PORT"])));
		return [{ name, directory: textOrNull(valueAt(app, ["cwd"])), port: ports.find((port) => port !== null) ?? null }];
	});
}

/** Only plain string literals after `name:` count; anything computed is left to the person. */
function appsInScript(text: string): readonly Pm2App[] {
	const code = withoutComments(text);
	const names = [...code.matchAll(/(?<![\w.$])["']?name["']?\s*:\s*(["'`])([^"'`\n\\${}]+)\1/g)].flatMap(([, , name]) => name ?? []);
	const unique = [...new Set(names)];
	const port = unique.length === 1 ? portOf(/(?<![\w$])["']?PORT["']?\s*:\s*["']?(\d+)/.exec(code)?.[1]) : null;
	const directory = unique.length === 1 ? (/(?<![\w$])["']?cwd["']?\s*:\s*(["'])([^"'\n\\]+)\1/.exec(code)?.[2] ?? null) : null;
	return unique.map((name) => ({ name, directory, port }));
}

/** A `//` inside a string (a URL) is no comment, so only one after a space or at the start of a line is taken out. */
function withoutComments(text: string): string {
	return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
}
