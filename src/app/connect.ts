import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ConfigKinds, resolveEnvironment, resolveSettings } from "../config/index.ts";
import type { Target } from "../core/adapter.ts";
import type { CheckConfig, Config, ServiceConfig, SignalConfig, TargetConfig } from "../core/config.ts";
import type { Place } from "../core/place.ts";
import type { Clock, HttpClient, Logger, ProcessRunner, SecretMasker } from "../core/runtime.ts";
import type { SignalMeasure, SignalSource } from "../core/signal.ts";
import type { ConnectedPlace } from "../flow/parts.ts";
import { missing } from "./missing-kind.ts";

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

type Section = "targets" | "after" | "health" | "smoke" | "signals";

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
		health: config.health.map((entry, index) => connectSource(parts, config, "health", entry, index)),
		smoke: config.smoke.map((entry, index) => connectSource(parts, config, "smoke", entry, index)),
		signals: config.signals.map((entry, index) => connectSource(parts, config, "signals", entry, index)),
		compared: [],
	};
}

async function connectTarget(
	parts: ConnectParts,
	config: ServiceConfig,
	section: Section,
	entry: TargetConfig,
	index: number,
): Promise<Target> {
	const adapter = parts.kinds.adapters.get(entry.kind) ?? missing("adapter", entry.kind, parts.kinds.adapters);
	const settings = resolveSettings(adapter, entry, [...pathOf(config, section), index, entry.kind], sourcesOf(parts));
	const { service, environment } = config;
	const { processes, http, clock, log } = parts;
	return await adapter.connect(settings, {
		service,
		environment,
		target: entry.name,
		directory: parts.config.directory,
		processes,
		http,
		clock,
		log,
	});
}

function connectSource(
	parts: ConnectParts,
	config: ServiceConfig,
	section: Section,
	entry: CheckConfig | SignalConfig,
	index: number,
): SignalSource {
	const kind = parts.kinds.signals.get(entry.kind) ?? missing("signal", entry.kind, parts.kinds.signals);
	const key = section === "signals" ? entry.name : index;
	const settings = resolveSettings(kind, entry, [...pathOf(config, section), key, entry.kind], sourcesOf(parts));
	const measure: SignalMeasure = section === "health" || section === "smoke" ? section : kind.measureOf(settings);
	const { processes, http, clock } = parts;
	return kind.connect(settings, { name: entry.name, measure, directory: parts.config.directory, processes, http, clock });
}

function pathOf(config: ServiceConfig, section: Section): readonly string[] {
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
