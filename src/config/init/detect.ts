import { readdir } from "node:fs/promises";
import { basename, delimiter, join, resolve } from "node:path";
import { entriesOf, valueAt } from "../path.ts";
import { COMPOSE_FILES, composeServices } from "./compose.ts";
import type { Detected, GitFound } from "./detected.ts";
import { firstText, textOf, textOrNull, valueOfYaml } from "./files.ts";
import { gitFound } from "./git.ts";
import { ECOSYSTEM_FILES, pm2Apps } from "./pm2.ts";

/** What of the person's surroundings matters besides the folder. */
export interface Surroundings {
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The person's home directory. */
	readonly home: string;
}

/** What can be rolled back in a folder, from its files alone: nothing is run, and nothing is asked of a network. */
export async function detect(directory: string, surroundings: Surroundings): Promise<Detected> {
	const root = resolve(directory);
	const names = await readdir(root);
	const compose = await firstText(root, COMPOSE_FILES);
	const pm2 = await firstText(root, ECOSYSTEM_FILES);
	const services = compose === null ? null : composeServices(compose.text);
	const apps = pm2 === null ? null : pm2Apps(pm2.file, pm2.text);
	const project = valueOfYaml((await textOf(join(root, "package.json"))) ?? "");
	const git = await gitFound(root);
	return {
		directory: root,
		name: projectName(project, git, root),
		compose: compose === null || services === null ? null : { file: compose.file, services },
		pm2: pm2 === null || apps === null ? null : { file: pm2.file, apps },
		git,
		alembic: names.find((name) => /^alembic.*\.ini$/.test(name)) ?? null,
		scripts: usefulScripts(project),
		hasDockerfile: names.includes("Dockerfile"),
		hasReleases: names.includes("releases"),
		environmentFiles: await environmentFiles(root, names),
		kubeContext: await kubeContext(surroundings),
		unread: [compose !== null && services === null ? compose.file : null, pm2 !== null && apps === null ? pm2.file : null].filter(
			(file) => file !== null,
		),
	};
}

function projectName(project: unknown, git: GitFound | null, root: string): string {
	const packageName = textOrNull(valueAt(project, ["name"]))?.replace(/^@[^/]+\//, "");
	const repository = git?.remote?.url
		.split(/[/:]/)
		.at(-1)
		?.replace(/\.git$/, "");
	return packageName || repository || basename(root) || "app";
}

function usefulScripts(project: unknown): Readonly<Record<string, string>> {
	const scripts = entriesOf(valueAt(project, ["scripts"])).flatMap(([name, script]) =>
		/^(start|serve|deploy|release|rollback|migrate|db:|migration|health|smoke)/.test(name) && typeof script === "string"
			? [[name, script] as const]
			: [],
	);
	return Object.fromEntries(scripts);
}

/** The names only: what stands behind them is secret. */
async function environmentFiles(root: string, names: readonly string[]): Promise<Detected["environmentFiles"]> {
	const files = names.filter((name) => /^\.env(\.[\w.-]+)?$/.test(name)).sort();
	return Promise.all(files.map(async (file) => ({ file, names: variableNames((await textOf(join(root, file))) ?? "") })));
}

function variableNames(text: string): readonly string[] {
	return [...text.matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/gm)].flatMap(([, name]) => name ?? []);
}

/** KUBECONFIG may name several files; the first one with a current context counts (kubectl config, "merging kubeconfig files"). */
async function kubeContext({ env, home }: Surroundings): Promise<string | null> {
	const named = (env["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
	for (const file of named.length === 0 ? [join(home, ".kube", "config")] : named) {
		const context = textOrNull(valueAt(valueOfYaml((await textOf(file)) ?? ""), ["current-context"]));
		if (context !== null) return context;
	}
	return null;
}
