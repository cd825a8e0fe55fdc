import { access } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { BackoutError } from "../../core/error.ts";
import { fileHead, serviceNames } from "./compose-file.ts";
import { DEFAULT_FILES, namedFiles, projectFromDirectory, type ServiceConfig, safeName } from "./config.ts";
import { envValue } from "./env-file.ts";
import { readText } from "./writing.ts";

/** A Compose project as its files describe it now. */
export interface Project {
	readonly name: string;
	/** Where Compose looks for .env and starts relative paths: the first file's directory. */
	readonly directory: string;
	/** In the order of -f; the override that Backout writes is the last one when it exists. */
	readonly files: readonly { readonly path: string; readonly text: string }[];
	readonly override: { readonly path: string; readonly isRead: boolean; readonly isAsked: boolean };
	readonly env: { readonly path: string; readonly text: string } | null;
	/** The first file's `version`, which every further file must share for Compose 1.x. */
	readonly version: string | null;
}

/** Reads the project's files; throws `compose.file-not-found`, `compose.file-invalid` or `compose.service-not-found`. */
export async function readProject(config: ServiceConfig, directory: string): Promise<Project> {
	const named = namedFiles(config).map((file) => resolve(directory, file));
	const base = named.length > 0 ? named : [await firstDefault(directory)];
	const [first = ""] = base;
	const overrides = await overrideFiles(first, base);
	const override = overridePlace(config, directory, first, base, overrides);
	const paths = [
		...new Set([
			...base,
			...overrides,
			...((await isThere(override.path)) && (override.isRead || override.isAsked) ? [override.path] : []),
		]),
	];
	const files = await Promise.all(paths.map(async (path) => ({ path, text: await existingText(path) })));
	const env = join(dirname(first), ".env");
	const head = fileHead(files[0]?.text ?? "", first);
	const envText = (await isThere(env)) ? await readText(env) : null;
	requireService(config.service, files);
	return {
		name: safeName(projectName(config, envText, head.name, dirname(first)), "Compose project"),
		directory: dirname(first),
		files,
		override,
		env: envText === null ? null : { path: env, text: envText },
		version: head.version,
	};
}

/** In Compose's own order of precedence (docs.docker.com, "Specify a project name"). */
function projectName(config: ServiceConfig, envText: string | null, fileName: string | null, directory: string): string {
	const fromEnvironment = process.env["COMPOSE_PROJECT_NAME"] || (envText === null ? null : envValue(envText, "COMPOSE_PROJECT_NAME"));
	return config.project ?? (fromEnvironment || fileName || projectFromDirectory(directory));
}

async function firstDefault(directory: string): Promise<string> {
	for (const name of DEFAULT_FILES) {
		const path = join(directory, name);
		if (await isThere(path)) return path;
	}
	throw new BackoutError({
		code: "compose.file-not-found",
		message: `${directory} has no Compose file: looked for ${DEFAULT_FILES.join(", ")}`,
		fix: "name it with `file:` for the target",
	});
}

/** The files that Compose adds by itself when it is called without -f. */
async function overrideFiles(first: string, base: readonly string[]): Promise<readonly string[]> {
	if (base.length > 1 || !DEFAULT_FILES.some((name) => name === basename(first))) return [];
	const known = ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yml", "docker-compose.override.yaml"];
	for (const name of known) {
		const path = join(dirname(first), name);
		if (await isThere(path)) return [path];
	}
	return [];
}

function overridePlace(
	config: ServiceConfig,
	directory: string,
	first: string,
	base: readonly string[],
	found: readonly string[],
): Project["override"] {
	if (typeof config.override === "string") {
		const path = resolve(directory, config.override);
		return { path, isRead: found.includes(path) || base.includes(path), isAsked: true };
	}
	const extension = extname(first);
	const usual = join(dirname(first), `${basename(first, extension)}.override${extension}`);
	const isRead = base.length === 1 && DEFAULT_FILES.some((name) => name === basename(first));
	return { path: found[0] ?? usual, isRead, isAsked: config.override === true };
}

async function existingText(path: string): Promise<string> {
	if (await isThere(path)) return await readText(path);
	throw new BackoutError({ code: "compose.file-not-found", message: `${path} does not exist`, fix: "correct `file:` for the target" });
}

function requireService(service: string, files: Project["files"]): void {
	const known = [...new Set(files.flatMap(({ path, text }) => serviceNames(text, path)))];
	if (known.includes(service)) return;
	throw new BackoutError({
		code: "compose.service-not-found",
		message: `${files.map(({ path }) => path).join(", ")}: there is no service ${JSON.stringify(service)}`,
		fix: known.length > 0 ? `name one of: ${known.join(", ")}` : "add the service to the file, or correct `file:`",
	});
}

async function isThere(path: string): Promise<boolean> {
	return await access(path).then(
		() => true,
		() => false,
	);
}
