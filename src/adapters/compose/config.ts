import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { BackoutError } from "../../core/error.ts";

/** Looked for in this order when the settings name no file, as Compose v2 does (docs.docker.com, "The Compose file"). */
export const DEFAULT_FILES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"] as const;

const text = (example: string) =>
	z
		.string()
		.min(1)
		.meta({ examples: [example] });
const host = text("ssh://deploy@shop.example.com").describe(
	"The Docker daemon, as in DOCKER_HOST: unix:///run/docker.sock, ssh://user@host. Left out: what `docker` itself would use.",
);
const keep = z
	.boolean()
	.optional()
	.describe(
		"Start the previous container again when it still exists stopped, instead of making a new one. Left out: yes, when it is found.",
	);

/** A service of a Compose project. */
const serviceSchema = z.strictObject({
	file: z
		.union([text("compose.yaml"), z.array(text("compose.yaml")).min(1)])
		.optional()
		.describe(`The Compose file, or several in the order of -f. Left out: the first of ${DEFAULT_FILES.join(", ")} beside the config.`),
	service: text("checkout").describe("The service's name in the Compose file."),
	project: text("shop")
		.optional()
		.describe("The Compose project. Left out: COMPOSE_PROJECT_NAME, the file's own `name`, or its directory's name."),
	override: z
		.union([z.literal(true), text("compose.override.yaml")])
		.optional()
		.describe("Write the image into an override file instead of the Compose file: true for compose.override.yaml beside it, or a path."),
	keep,
	host: host.optional(),
});

/** One container started with `docker run`. */
const containerSchema = z.strictObject({
	container: text("checkout").describe("The name of one container that was started with `docker run`."),
	keep,
	host: host.optional(),
});

/** The settings of one compose target. */
export const composeSchema = z.union([serviceSchema, containerSchema]);

export type ServiceConfig = z.infer<typeof serviceSchema>;
export type ContainerConfig = z.infer<typeof containerSchema>;
export type ComposeConfig = z.infer<typeof composeSchema>;

/** The containers and the file that the settings name. Pure, so a project renamed by .env is not seen here. */
export function composeEndpoints(config: ComposeConfig, directory: string): readonly string[] {
	const daemon = config.host ?? "default";
	if ("container" in config) return [`docker:${daemon}/container/${config.container}`];
	const [first = DEFAULT_FILES[0]] = namedFiles(config);
	const file = resolve(directory, first);
	const project = config.project ?? projectFromDirectory(dirname(file));
	const written = typeof config.override === "string" ? resolve(directory, config.override) : usualName(file);
	return [`docker:${daemon}/project/${project}/${config.service}`, `compose-file:${written}#${config.service}`];
}

/** The files the settings name; none when they name none. */
export function namedFiles(config: ServiceConfig): readonly string[] {
	if (config.file === undefined) return [];
	return typeof config.file === "string" ? [config.file] : config.file;
}

/** A directory's name as both Compose versions turn it into a project name: lower case, only letters, digits, dashes and underscores. */
export function projectFromDirectory(directory: string): string {
	return basename(directory)
		.toLowerCase()
		.replaceAll(/[^-_a-z0-9]/g, "")
		.replace(/^[-_]+/, "");
}

function usualName(file: string): string {
	return DEFAULT_FILES.some((name) => name === basename(file)) ? join(dirname(file), DEFAULT_FILES[0]) : file;
}

/** The name itself; throws `compose.bad-name` when Docker would not take it, so that it can never be read as an option. */
export function safeName(name: string, what: string): string {
	if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name)) return name;
	throw new BackoutError({
		code: "compose.bad-name",
		message: `${JSON.stringify(name)} is no name of a ${what}`,
		fix: `name the ${what} as Docker does: letters, digits, dots, dashes and underscores, beginning with a letter or digit`,
	});
}
