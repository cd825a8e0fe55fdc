import { hostname } from "node:os";
import { type ConfigKinds, findConfigFile, openConfig, resolveSecrets, resolveSettings } from "../config/index.ts";
import type { Channel } from "../core/channel.ts";
import type { Config, ConfigFault, StateConfig } from "../core/config.ts";
import { BackoutError } from "../core/error.ts";
import type { Clock, HttpClient, Logger, ProcessRunner, SecretMasker } from "../core/runtime.ts";
import type { Store } from "../core/store.ts";
import type { ConnectedPlace, FlowParts } from "../flow/parts.ts";
import type { LeasedBackend } from "../run/engine.ts";
import { systemClock } from "../runtime/clock.ts";
import { createHttpClient } from "../runtime/http.ts";
import { newId, whoAmI } from "../runtime/identity.ts";
import { createLogger } from "../runtime/logger.ts";
import { createMasker } from "../runtime/masker.ts";
import { openStore } from "../store/index.ts";
import { connectPlace, sourcesOf } from "./connect.ts";
import { createFileKeeper } from "./files.ts";
import { createJournalNotices, type JournalNotices } from "./journal-notices.ts";
import { loadKinds } from "./kinds.ts";
import { lostStateWarning } from "./lost-state.ts";
import { maskedEngine } from "./masked-engine.ts";
import { maskedStore } from "./masked-store.ts";
import { missing } from "./missing-kind.ts";
import { mergeOffline, offlineState } from "./offline.ts";
import { openRunEngine, processRunner } from "./on-first-use.ts";

/** Where an app is opened from. */
export interface AppOptions {
	readonly cwd: string;
	/** `--config`; null: look for backout.yaml here and above. */
	readonly configFile: string | null;
	readonly env: NodeJS.ProcessEnv;
	/** Diagnostic lines go here. */
	readonly writeLog: (text: string) => void;
	readonly logLevel: "debug" | "info" | "warn" | "silent";
	/** The state database is away: journal on this machine, to be merged later. */
	readonly isOffline?: boolean;
}

/** The config, or everything wrong with it. */
export type LoadedConfig =
	| { readonly ok: true; readonly config: Config; readonly kinds: ConfigKinds }
	| { readonly ok: false; readonly file: string; readonly faults: readonly ConfigFault[] };

/** Finds and reads the config with the kinds it names. Throws BackoutError `config.not-found`. */
export async function loadConfig(options: AppOptions): Promise<LoadedConfig> {
	const file = findConfigFile(options.cwd, options.configFile);
	const draft = await openConfig(file);
	const kinds = await loadKinds(draft.plugins, draft.keys);
	const read = draft.check(kinds);
	if ("config" in read) return { ok: true, config: read.config, kinds };
	// What is wrong is told with every kind in mind, also those that the file does not name.
	const told = draft.check(await loadKinds(draft.plugins));
	return { ok: false, file, faults: "faults" in told ? told.faults : read.faults };
}

/** The parts of the flow, built from a config: the only place that builds adapters, channels and the store. */
export interface AppParts extends FlowParts {
	readonly kinds: ConfigKinds;
	readonly http: HttpClient;
	readonly processes: ProcessRunner;
	readonly log: Logger;
	readonly env: NodeJS.ProcessEnv;
	/** With its placeholders resolved. */
	state(): StateConfig;
	/** The durable engine's database, opened on first use. */
	engine(): Promise<LeasedBackend>;
	/** Of the runs that are carried on in this process. */
	readonly notices: JournalNotices;
	/** Closes what was opened. */
	close(): Promise<void>;
}

/** Builds everything lazily: a command pays only for what it uses. */
export function buildParts(config: Config, kinds: ConfigKinds, options: AppOptions): AppParts {
	const clock = systemClock;
	const masker = createMasker();
	const log = createLogger({ level: options.logLevel, write: options.writeLog, masker });
	const http = createHttpClient({ masker, clock });
	const processes = processRunner({ clock });
	const edges = { config, kinds, env: options.env, masker, processes, http, clock, log };
	const notices = createJournalNotices(clock);
	const state = () => (options.isOffline === true ? offlineState(config) : resolvedState(config, edges));
	const store = lazily(async () => {
		const lost = options.isOffline === true ? null : lostStateWarning(config, state());
		const masked = maskedStore(await openStore(state(), { clock }), masker);
		const opened = { ...masked, runs: notices.telling(masked.runs) };
		if (lost !== null) log.warn(lost);
		if (options.isOffline !== true) await mergeOffline(opened, config, { clock, log });
		return opened;
	});
	const engine = lazily(async () => maskedEngine(await openRunEngine(state(), clock), masker));
	const places = new Map<string, Promise<ConnectedPlace>>();
	return {
		config,
		kinds,
		clock,
		masker,
		http,
		processes,
		log,
		env: options.env,
		state,
		who: whoAmI(options.env),
		newId: (prefix) => newId(prefix, clock.now()),
		store: store.get,
		engine: engine.get,
		notices,
		async close() {
			await (await engine.opened())?.stop();
			await (await store.opened())?.close();
		},
		connect(place) {
			const key = JSON.stringify([place.service, place.environment]);
			const known = places.get(key) ?? connectPlace(edges, place);
			places.set(key, known);
			return known;
		},
		async clonedChanges(from, to) {
			const { workTreeChanges } = await import("../adapters/git/changes.ts");
			return await workTreeChanges(config.directory, processes, from, to);
		},
		channel: (name) => connectChannel(edges, name),
		processesFor: (run, step) => journaledRunner(clock, store.get, run, step),
		async outlive(survivor, waitMs) {
			// Another machine's process numbers mean nothing here; its worker's death took what it could not finish with it.
			if (survivor.host !== hostname()) return;
			const { outlive } = await import("../runtime/process-group.ts");
			await outlive(survivor, { clock, waitMs });
		},
		keepFile: createFileKeeper(config.home, masker),
	};
}

function resolvedState(
	config: Config,
	edges: { readonly env: NodeJS.ProcessEnv; readonly masker: SecretMasker; readonly config: Config },
): StateConfig {
	if (config.state.kind === "sqlite") return config.state;
	const url = resolveSecrets(config.state.url, sourcesOf(edges), ["state"]);
	if (typeof url !== "string")
		throw new BackoutError({ code: "config.state", message: "state: is no URL", fix: "write sqlite:PATH or postgres://…" });
	return { kind: "postgres", url };
}

function connectChannel(
	edges: {
		readonly config: Config;
		readonly kinds: ConfigKinds;
		readonly env: NodeJS.ProcessEnv;
		readonly masker: SecretMasker;
		readonly http: HttpClient;
	},
	name: string,
): Channel {
	const entry = edges.config.channels.find((channel) => channel.name === name);
	if (!entry)
		throw new BackoutError({
			code: "config.unknown-channel",
			message: `there is no channel ${JSON.stringify(name)}`,
			fix: "add it under channels:",
		});
	const kind = edges.kinds.channels.get(entry.kind) ?? missing("channel", entry.kind, edges.kinds.channels);
	const settings = resolveSettings(kind, entry, ["channels", name, entry.kind], sourcesOf(edges));
	return kind.connect(settings, { http: edges.http, locale: entry.locale });
}

/** Records every process group under its run and step before the process can act. */
export function journaledRunner(clock: Clock, store: () => Promise<Store>, run: string, step: string): ProcessRunner {
	return processRunner({
		clock,
		journal: {
			async started({ group, startedAt, command }) {
				await (await store()).processes.started({ run, step, group, startedAt, host: hostname(), command });
			},
			async ended(group) {
				await (await store()).processes.ended(run, step, group);
			},
		},
	});
}

/** Opened on first use, and only once; a failed opening is tried again the next time. `opened` gives null where there is nothing to close: its fault was told to who asked. */
function lazily<Value>(open: () => Promise<Value>): { get(): Promise<Value>; opened(): Promise<Value | null> } {
	let value: Promise<Value> | null = null;
	return {
		get() {
			value ??= open().catch((thrown) => {
				value = null;
				throw thrown;
			});
			return value;
		},
		opened: async () => (value === null ? null : await value.catch(() => null)),
	};
}
