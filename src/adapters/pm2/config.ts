import { homedir } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { hasPlaceholder } from "../../core/settings.ts";

const text = (example: string) =>
	z
		.string()
		.min(1)
		.meta({ examples: [example] });
const argv = (...example: [string, ...string[]]) =>
	z
		.array(text(example[0]))
		.min(1)
		.meta({ examples: [example] });

/** PM2 reads these as something else than one app's name: an id, every app, a regular expression, a file, an option (lib/API.js `_operate`, `start`). */
const AMBIGUOUS = /^(?:\d+|all|-.*|\/.*\/|.*\.(?:json|json5|ya?ml|config\.[cm]?js))$/;

/** The schema of the `pm2` key. */
export const pm2Schema = z.strictObject({
	app: z
		.string()
		.refine(
			(name) => hasPlaceholder(name) || (/^[\w@.:+-]+$/.test(name) && !AMBIGUOUS.test(name)),
			"not a name that PM2 takes for one app alone: letters, digits and @ . _ : + - only, no number, no `all`, no file name, no leading dash",
		)
		.meta({ description: "The app's name in PM2.", examples: ["checkout"] }),
	releases: text("/srv/checkout/releases").describe(
		"Directory that holds one directory per release; a release's name is its directory's name.",
	),
	current: text("/srv/checkout/current")
		.optional()
		.describe(
			"Symlink to the live release, when the app is started through it (cwd: <current>). With it, cluster apps switch without downtime.",
		),
	home: text("/home/shop/.pm2").optional().describe("PM2_HOME of the daemon; PM2_HOME from the environment, or ~/.pm2, when left out."),
	bin: text("/usr/local/bin/pm2").optional().describe("The pm2 program; `pm2` on the PATH when left out."),
	rebuild: z
		.strictObject({
			repository: text("https://git.example.com/checkout.git").describe(
				"Git repository (path or URL) that holds the releases' commits or tags.",
			),
			install: argv("npm", "ci").default(["npm", "ci"]).describe("Installs the dependencies in the checkout."),
			build: argv("npm", "run", "build").optional().describe("Builds the checkout, for example [npm, run, build]."),
		})
		.optional()
		.describe("How to make a release's directory again from git when it is gone."),
});

/** The settings of one PM2 target, parsed. */
export type Pm2Config = z.infer<typeof pm2Schema>;

/** The settings with every path absolute and every default filled in. */
export interface Pm2Place {
	readonly app: string;
	readonly releases: string;
	readonly current: string | null;
	readonly home: string;
	readonly bin: string;
	readonly rebuild: Rebuild | null;
}

/** How a release's directory is made again. */
export interface Rebuild {
	readonly repository: string;
	readonly install: readonly string[];
	readonly build: readonly string[] | null;
}

/** The settings with every path absolute; relative ones start at the config file's directory. */
export function placeOf(config: Pm2Config, directory: string): Pm2Place {
	return {
		app: config.app,
		releases: resolve(directory, config.releases),
		current: config.current === undefined ? null : resolve(directory, config.current),
		home: resolve(directory, expandHome(config.home ?? process.env["PM2_HOME"] ?? "~/.pm2")),
		bin: config.bin === undefined ? "pm2" : binOf(config.bin, directory),
		rebuild: config.rebuild ? rebuildOf(config.rebuild, directory) : null,
	};
}

function rebuildOf(rebuild: NonNullable<Pm2Config["rebuild"]>, directory: string): Rebuild {
	const isRemote = /^[\w+.-]+:\/\//.test(rebuild.repository) || /^[^/]+@[^/]+:/.test(rebuild.repository);
	return {
		repository: isRemote ? rebuild.repository : resolve(directory, expandHome(rebuild.repository)),
		install: rebuild.install,
		build: rebuild.build ?? null,
	};
}

function binOf(bin: string, directory: string): string {
	return bin.includes("/") ? resolve(directory, expandHome(bin)) : bin;
}

function expandHome(text: string): string {
	return text === "~" || text.startsWith("~/") ? homedir() + text.slice(1) : text;
}
