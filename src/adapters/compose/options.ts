import { z } from "zod";
import { BackoutError, errorText } from "../../core/error.ts";

const texts = z.array(z.string()).nullish();
const textMap = z.record(z.string(), z.string()).nullish();
const unknownMap = z.record(z.string(), z.unknown());

const mount = z.looseObject({
	Type: z.string(),
	Source: z.string().default(""),
	Target: z.string(),
	ReadOnly: z.boolean().default(false),
});
export type HostMount = z.infer<typeof mount>;

const network = z.looseObject({
	NetworkID: z.string().default(""),
	Aliases: texts,
	IPAMConfig: z.looseObject({ IPv4Address: z.string().optional(), IPv6Address: z.string().optional() }).nullish(),
});
export type NetworkOptions = z.infer<typeof network>;

/** What of an image's or a container's `Config` decides how it runs. */
const config = z.looseObject({
	Hostname: z.string().default(""),
	Domainname: z.string().default(""),
	User: z.string().default(""),
	WorkingDir: z.string().default(""),
	Env: texts,
	Cmd: texts,
	Entrypoint: texts,
	Labels: textMap,
	ExposedPorts: unknownMap.nullish(),
	Healthcheck: z
		.looseObject({
			Test: texts,
			Interval: z.number().optional(),
			Timeout: z.number().optional(),
			StartPeriod: z.number().optional(),
			Retries: z.number().optional(),
		})
		.nullish(),
	StopSignal: z.string().optional(),
	StopTimeout: z.number().nullish(),
	MacAddress: z.string().optional(),
	Tty: z.boolean().default(false),
	OpenStdin: z.boolean().default(false),
});
export type RunConfig = z.infer<typeof config>;

const hostConfig = z.looseObject({
	Binds: texts,
	Mounts: z.array(mount).nullish(),
	NetworkMode: z.string().default("default"),
	PortBindings: z
		.record(z.string(), z.array(z.object({ HostIp: z.string().default(""), HostPort: z.string().default("") })).nullable())
		.nullish(),
	RestartPolicy: z.object({ Name: z.string().default(""), MaximumRetryCount: z.number().default(0) }).nullish(),
	LogConfig: z.object({ Type: z.string().default(""), Config: textMap }).nullish(),
	Ulimits: z.array(z.object({ Name: z.string(), Soft: z.number(), Hard: z.number() })).nullish(),
	Devices: z.array(z.object({ PathOnHost: z.string(), PathInContainer: z.string(), CgroupPermissions: z.string() })).nullish(),
	Links: texts,
	NanoCpus: z.number().default(0),
	Privileged: z.boolean().default(false),
	MaskedPaths: texts,
});
export type HostConfig = z.infer<typeof hostConfig>;

const container = z.object({
	Id: z.string(),
	Name: z.string(),
	Config: config,
	HostConfig: hostConfig,
	Mounts: z
		.array(
			z.object({
				Type: z.string(),
				Name: z.string().optional(),
				Source: z.string().default(""),
				Destination: z.string(),
				RW: z.boolean().default(true),
				Propagation: z.string().default(""),
			}),
		)
		.default([]),
	NetworkSettings: z.object({ Networks: z.record(z.string(), network).nullish() }),
});

/** Everything `docker inspect` tells of how a container was started. Holds secrets (Env): it is never stored. */
export type Options = z.infer<typeof container>;

/** The options of one container from `docker container inspect`; throws `compose.odd-answer`. */
export function parseOptions(inspected: unknown): Options {
	return parsedAs(container, inspected, "the container's options");
}

/** What the image itself brings, from `docker image inspect`; throws `compose.odd-answer`. */
export function parseImageConfig(inspected: unknown): RunConfig {
	return parsedAs(z.object({ Config: config.nullish() }), inspected, "the image's settings").Config ?? config.parse({});
}

/** A refused form is told without its values: they may be secrets. */
function parsedAs<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const where = result.error.issues.map((issue) => issue.path.join(".")).join(", ");
	throw new BackoutError({
		code: "compose.odd-answer",
		message: `docker inspect shows ${what} in a form that is not known: ${where}`,
		fix: "recreate the container by hand this time (`docker inspect` shows its options), and report the Docker version",
		cause: errorText(result.error.name),
	});
}

/** What the container sets beyond its image: the image's own values follow the image. */
export function overrides(options: RunConfig, image: RunConfig) {
	const isOwn = (key: keyof RunConfig) => JSON.stringify(options[key] ?? null) !== JSON.stringify(image[key] ?? null);
	const own = (list: readonly string[] | null | undefined, base: readonly string[] | null | undefined) =>
		(list ?? []).filter((entry) => !(base ?? []).includes(entry));
	const labels = Object.entries(options.Labels ?? {}).filter(([name, value]) => image.Labels?.[name] !== value);
	return {
		env: own(options.Env, image.Env),
		labels: labels.map(([name, value]) => `${name}=${value}`),
		exposed: own(Object.keys(options.ExposedPorts ?? {}), Object.keys(image.ExposedPorts ?? {})),
		entrypoint: isOwn("Entrypoint") ? (options.Entrypoint ?? []) : null,
		// `docker run` drops the image's command when the entrypoint is another one, so then the command is always the container's own.
		command: isOwn("Cmd") || isOwn("Entrypoint") ? (options.Cmd ?? []) : null,
		healthcheck: isOwn("Healthcheck") ? (options.Healthcheck ?? null) : null,
		user: isOwn("User") ? options.User : null,
		workingDirectory: isOwn("WorkingDir") ? options.WorkingDir : null,
		stopSignal: isOwn("StopSignal") ? (options.StopSignal ?? null) : null,
		stopTimeout: isOwn("StopTimeout") ? (options.StopTimeout ?? null) : null,
	};
}
