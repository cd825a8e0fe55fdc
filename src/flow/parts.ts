import type { Target } from "../core/adapter.ts";
import type { ReleaseChanges } from "../core/changes.ts";
import type { Channel } from "../core/channel.ts";
import type { ComparedRole, Config, ServiceConfig } from "../core/config.ts";
import type { Place } from "../core/place.ts";
import type { Clock, ProcessRunner, SecretMasker } from "../core/runtime.ts";
import type { SignalSource } from "../core/signal.ts";
import type { StepProcess, Store } from "../core/store.ts";

/** A service in an environment with everything the config names for it connected. */
export interface ConnectedPlace {
	readonly config: ServiceConfig;
	/** Versioned targets in the order they are rolled back, then action targets, by name. */
	readonly targets: ReadonlyMap<string, Target>;
	readonly health: readonly SignalSource[];
	readonly smoke: readonly SignalSource[];
	readonly signals: readonly SignalSource[];
	/** In the config's order. */
	readonly batches: readonly ConnectedBatch[];
	/** What the signals are held against beside the services that the config itself knows. */
	readonly compared: readonly ComparedPlace[];
}

/** Targets that are rolled back side by side, with the checks and signals of just these. */
export interface ConnectedBatch {
	/** Their names. */
	readonly targets: readonly string[];
	readonly gate: readonly SignalSource[];
}

/** Signals of something that stands beside the service: an outside dependency, an outside caller, or the same service where the release did not go (older instances, another zone). */
export interface ComparedPlace {
	readonly name: string;
	readonly role: ComparedRole;
	readonly signals: readonly SignalSource[];
}

/** What the stages are put together from; app/ builds it, and nothing else does. */
export interface FlowParts {
	readonly config: Config;
	readonly clock: Clock;
	readonly masker: SecretMasker;
	/** Who acts: `ana@laptop`. */
	readonly who: string;
	newId(prefix: string): string;
	/** Throws BackoutError `store.…` while the state database is away. */
	store(): Promise<Store>;
	/** Connected once and kept. Throws BackoutError when a setting cannot be resolved or a kind refuses it. */
	connect(place: Place): Promise<ConnectedPlace>;
	/** What changed between two commits in the git clone that the config lies in; null when there is none, or it does not have both. */
	clonedChanges(from: string, to: string): Promise<ReleaseChanges | null>;
	channel(name: string): Channel;
	processesFor(run: string, step: string): ProcessRunner;
	outlive(survivor: StepProcess, waitMs: number): Promise<void>;
	/** Writes a file under the home directory (parts are path segments) with every secret masked; returns its path. */
	keepFile(segments: readonly string[], content: string): Promise<string>;
}
