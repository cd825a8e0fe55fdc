import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ConfigKinds, resolveEnvironment, resolveSettings } from "../config/index.ts";
import type { Target } from "../core/adapter.ts";
import type { CheckConfig, ComparedConfig, Config, ServiceConfig, SignalConfig, TargetConfig } from "../core/config.ts";
import type { Place } from "../core/place.ts";
import type { Clock, HttpClient, Logger, ProcessRunner, SecretMasker } from "../core/runtime.ts";
import type { SignalSource } from "../core/signal.ts";
import type { ComparedPlace, ConnectedPlace } from "../flow/parts.ts";
import { missing } from "./missing-kind.ts";
import { connectedOrSilent } from "./unconnected.ts";

/** What connecting needs: the kinds, and the edges that are injected into them. */
export interface ConnectParts {
	readonly config: Config;
	readonly kinds: ConfigKinds;
	readonly env: NodeJS.ProcessEnv;
	readonly masker: SecretMasker;
	readonly processes: ProcessRunner;
	readonly http: HttpClient;
	readonly clock: Clock;
	readonly log: Logger;
}

type ConfigPath = readonly (string | number)[];

/** Connects everything the config names for the place; settings are resolved here, and nowhere earlier. */
export async function connectPlace(parts: ConnectParts, place: Place): Promise<ConnectedPlace> {
	const config = resolveEnvironment(parts.config, place.service, place.environment);
	const targets = new Map<string, Target>();
	for (const [section, entries] of [
		["targets", config.targets],
		["after", config.after],
	] as const) {
		for (const [index, entry] of entries.entries()) targets.set(entry.name, await connectTarget(parts, config, section, entry, index));
	}
	return {
		config,
		targets,
		health: config.health.map((entry, index) => connectSource(parts, entry, [...pathOf(config, "health"), index], "health")),
		smoke: config.smoke.map((entry, index) => connectSource(parts, entry, [...pathOf(config, "smoke"), index], "smoke")),
		signals: config.signals.map((entry) => connectSource(parts, entry, [...pathOf(config, "signals"), entry.name])),
		batches: config.batches.map(({ targets: names, gate }, index) => ({
			targets: names,
			gate: gate.map((entry) => connectSource(parts, entry, [...pathOf(config, "batches"), index, "gate", entry.name])),
		})),
		compared: config.compare.map((one, index) => connectCompared(parts, one, [...pathOf(config, "compare"), index, "signals"])),
	};
}

/** `stripe/errors`: the service's own signals may have the same names. A variable that only these need, and that is not set, must not stop a rollback. */
function connectCompared(parts: ConnectParts, { name, role, signals }: ComparedConfig, path: ConfigPath): ComparedPlace {
	const connect = (entry: SignalConfig) => {
		const named = { ...entry, name: `${name}/${entry.name}` };
		return connectedOrSilent(named.name, entry.kind, () => connectSource(parts, named, [...path, entry.name]));
	};
	return { name, role, signals: signals.map(connect) };
}

async function connectTarget(
	parts: ConnectParts,
	config: ServiceConfig,
	section: "targets" | "after",
	entry: TargetConfig,
	index: number,
): Promise<Target> {
	const adapter = parts.kinds.adapters.get(entry.kind) ?? missing("adapter", entry.kind, parts.kinds.adapters);
	const settings = resolveSettings(adapter, entry, [...pathOf(config, section), index, entry.kind], sourcesOf(parts));
	const { service, environment } = config;
	const { processes, http, clock, log, masker } = parts;
	return await adapter.connect(settings, {
		service,
		environment,
		target: entry.name,
		directory: parts.config.directory,
		processes,
		http,
		clock,
		log,
		masker,
	});
}

/** `path` is where the entry stands in the config; a check measures what its section says. */
function connectSource(
	parts: ConnectParts,
	entry: CheckConfig | SignalConfig,
	path: ConfigPath,
	check: "health" | "smoke" | null = null,
): SignalSource {
	const kind = parts.kinds.signals.get(entry.kind) ?? missing("signal", entry.kind, parts.kinds.signals);
	const settings = resolveSettings(kind, entry, [...path, entry.kind], sourcesOf(parts));
	const { processes, http, clock } = parts;
	return kind.connect(settings, {
		name: entry.name,
		measure: check ?? kind.measureOf(settings),
		directory: parts.config.directory,
		processes,
		http,
		clock,
	});
}

function pathOf(config: ServiceConfig, section: string): readonly string[] {
	return ["services", config.service, "environments", config.environment, section];
}

/** Where `${ENV}` and `${file:…}` come from; relative files start at the config's directory. */
export function sourcesOf(parts: Pick<ConnectParts, "config" | "env" | "masker">) {
	return {
		env: parts.env,
		masker: parts.masker,
		readFile: (path: string) => readFileSync(resolve(parts.config.directory, path), "utf8"),
	};
}
