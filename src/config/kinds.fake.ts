import { resolve } from "node:path";
import { z } from "zod";
import type { Adapter } from "../core/adapter.ts";
import type { ChannelKind } from "../core/channel.ts";
import { parseDuration } from "../core/duration.ts";
import { BackoutError } from "../core/error.ts";
import { isUrlOrPlaceholder } from "../core/settings.ts";
import type { SignalKind } from "../core/signal.ts";
import type { ConfigKinds } from "./kinds.ts";

function neverConnected(): never {
	throw new BackoutError({
		code: "fake.connected",
		message: "A fake kind of the config's tests was connected.",
		fix: "Use the real kind.",
	});
}

const url = z
	.string()
	.refine(isUrlOrPlaceholder, "is no URL")
	.meta({ examples: ["https://shop.example.com/health"] });
const argv = z.array(z.string()).min(1);

function fakeAdapter<Config>(
	kind: string,
	schema: z.ZodType<Config>,
	endpoints: (config: Config, directory: string) => readonly string[],
): Adapter<Config> {
	return { kind, schema, endpoints, connect: neverConnected };
}

const pm2 = fakeAdapter(
	"pm2",
	z.strictObject({
		app: z
			.string()
			.min(1)
			.meta({ examples: ["shop"] }),
		releases: z
			.string()
			.min(1)
			.meta({ examples: ["releases"] }),
		home: z.string().optional(),
		script: z.string().optional(),
	}),
	({ app, home }) => [`pm2:${home ?? "~/.pm2"}/${app}`],
);

const compose = fakeAdapter(
	"compose",
	z.union([
		z.strictObject({
			file: z.string().default("compose.yaml"),
			service: z.string(),
			project: z.string().optional(),
			keep: z.boolean().optional(),
		}),
		z.strictObject({ container: z.string() }),
	]),
	(config, directory) => [
		"container" in config ? `container:${config.container}` : `compose:${resolve(directory, config.file)}#${config.service}`,
	],
);

const git = fakeAdapter(
	"git",
	z.strictObject({
		repository: z.string().default("."),
		remote: z.string().default("origin"),
		branch: z.string(),
		strategy: z.enum(["revert", "rollback-branch", "reset"]).default("revert"),
	}),
	({ repository, branch }, directory) => [`git:${resolve(directory, repository)}#${branch}`],
);

const exec = fakeAdapter(
	"exec",
	z.strictObject({
		current: argv,
		history: argv,
		apply: argv,
		observe: argv.optional(),
		cwd: z.string().optional(),
		env: z.record(z.string(), z.string()).optional(),
	}),
	() => [],
);

const within = z
	.string()
	.refine((text) => parseDuration(text) !== null, "is no duration")
	.transform((text) => parseDuration(text) ?? 0)
	.optional();

function fakeSignal<Config>(
	kind: string,
	measures: SignalKind["measures"],
	schema: z.ZodType<Config>,
	endpoints: (config: Config) => readonly string[],
): SignalKind<Config> {
	return { kind, measures, schema, endpoints, measureOf: () => measures[0] ?? "health", connect: neverConnected };
}

const http = fakeSignal(
	"http",
	["health", "smoke"],
	z.union([
		url,
		z.strictObject({
			url,
			status: z
				.int()
				.min(100)
				.max(599)
				.meta({ examples: [200] })
				.optional(),
			within,
			contains: z.string().optional(),
			headers: z.record(z.string(), z.string()).optional(),
		}),
	]),
	(config) => [typeof config === "string" ? config : config.url],
);

const command = fakeSignal(
	"command",
	["health", "smoke"],
	z.union([argv, z.strictObject({ argv, within, cwd: z.string().optional() })]),
	() => [],
);

const prometheus = fakeSignal(
	"prometheus",
	["error-rate", "latency"],
	z.union([z.strictObject({ server: url, errors: z.string(), requests: z.string() }), z.strictObject({ server: url, p95: z.string() })]),
	(config) => ["errors" in config ? `${config.server} ${config.errors}` : `${config.server} ${config.p95}`],
);

/** Without `requests` a pattern, with them an error rate. */
const log: SignalKind<{ file?: string | undefined; command?: string[] | undefined; errors: string; requests?: string | undefined }> = {
	...fakeSignal(
		"log",
		["error-rate", "log-pattern"],
		z.strictObject({ file: z.string().optional(), command: argv.optional(), errors: z.string(), requests: z.string().optional() }),
		({ file }) => (file === undefined ? [] : [file]),
	),
	measureOf: ({ requests }) => (requests === undefined ? "log-pattern" : "error-rate"),
};

/** Can check and measure, as its settings say. */
const sql: SignalKind<{ url: string; check?: string | undefined; count?: string | undefined }> = {
	...fakeSignal(
		"sql",
		["health", "smoke", "log-pattern"],
		z.strictObject({ url: z.string(), check: z.string().optional(), count: z.string().optional() }),
		(config) => [config.url],
	),
	measureOf: ({ check }) => (check === undefined ? "log-pattern" : "health"),
};

function fakeChannel<Config>(kind: string, schema: z.ZodType<Config>): ChannelKind<Config> {
	return { kind, schema, connect: neverConnected };
}

/** Fakes for the config's tests: the settings of the real kinds, in short, that can be checked and not connected. */
export const FAKE_KINDS: ConfigKinds = {
	adapters: new Map<string, Adapter>([pm2, compose, git, exec].map((adapter) => [adapter.kind, adapter])),
	signals: new Map<string, SignalKind>([http, command, prometheus, log, sql].map((kind) => [kind.kind, kind])),
	channels: new Map<string, ChannelKind>(
		[
			fakeChannel("slack", z.strictObject({ webhook: url })),
			fakeChannel("webhook", z.strictObject({ url, headers: z.record(z.string(), z.string()).optional() })),
		].map((kind) => [kind.kind, kind]),
	),
};
