import type { StatedFact } from "./assessment.ts";

/** Where state is kept. */
export type StateConfig =
	| { readonly kind: "sqlite" /** Absolute path of the database file. */; readonly path: string }
	| { readonly kind: "postgres" /** May hold `${ENV}`; resolved late. */; readonly url: string };

/** One part of the config that an adapter, a signal source or a channel owns: its kind and its validated, not yet resolved, settings. */
export interface KindConfig {
	readonly kind: string;
	readonly settings: unknown;
}

export interface TargetConfig extends KindConfig {
	readonly name: string;
}

export interface SignalConfig extends KindConfig {
	readonly name: string;
}

/** A check that passes or fails: `health` says the service lives, `smoke` that its main jobs work. */
export interface CheckConfig extends KindConfig {
	readonly name: string;
}

/** How something that is compared stands to the service: it is called, it calls, or it is the same service where the release did not go. */
export type ComparedRole = "dependency" | "caller" | "unchanged";

/** What the service's signals are held against, beside the services that the config itself knows. */
export interface ComparedConfig {
	/** Unique in the place, and no service's. */
	readonly name: string;
	readonly role: ComparedRole;
	/** Error rates and latencies; at least one. */
	readonly signals: readonly SignalConfig[];
}

/** When to act; ratios 0..1. Defaults are the runbooks' own numbers. */
export interface Thresholds {
	/** Roll back at once above this share of failed requests (runbooks 001, 003: 5 %). */
	readonly errorsAct: number;
	/** Investigate above this share (runbook 001: 1 %). */
	readonly errorsInvestigate: number;
	/** Roll back when latency is this many times what it was (runbook 003: "more than 50 % slower" = 1.5). */
	readonly slowerAct: number;
	/** A latency spike worth investigating, times what it was. */
	readonly slowerInvestigate: number;
	/** After a rollback, errors must stay below this share (runbook 003: 1 %). */
	readonly errorsAfter: number;
	/** How long `investigate` may last (runbook 001: 5 min). */
	readonly investigateMs: number;
	/** Fewer requests than this in the window are not enough evidence for a ratio. */
	readonly minimumRequests: number;
	/** The window signals are read over. */
	readonly windowMs: number;
}

/** What `backout guard` does around a deploy. */
export interface GuardConfig {
	/** The command that takes a backup before the deploy, not yet resolved; null: none. */
	readonly backup: readonly string[] | null;
	/** How long the backup may take, in milliseconds. */
	readonly backupTimeoutMs: number;
}

/** Targets that are rolled back side by side, and what must be well before anything else is done. */
export interface BatchConfig {
	/** Names of versioned targets; at least one. */
	readonly targets: readonly string[];
	/** Checks and signals of just these targets, by name; none: the next batch begins as soon as this one has landed. */
	readonly gate: readonly SignalConfig[];
}

/** A service in one environment, with every default filled in. */
export interface ServiceConfig {
	readonly service: string;
	readonly environment: string;
	readonly dependsOn: readonly string[];
	/** In the order they are rolled back. */
	readonly targets: readonly TargetConfig[];
	/** The targets in batches, each in exactly one; none: one target after the other. */
	readonly batches: readonly BatchConfig[];
	/** Action targets, after the versioned ones. */
	readonly after: readonly TargetConfig[];
	readonly health: readonly CheckConfig[];
	readonly smoke: readonly CheckConfig[];
	readonly signals: readonly SignalConfig[];
	readonly compare: readonly ComparedConfig[];
	readonly thresholds: Thresholds;
	/** How long signals are watched after a rollback; 0: not at all. */
	readonly bakeMs: number;
	/** How long the service may take to become healthy after the steps. */
	readonly settleMs: number;
	/** Names of channels. */
	readonly notify: readonly string[];
	/** Facts that always hold for the service. */
	readonly facts: readonly StatedFact[];
	readonly guard: GuardConfig;
}

export interface ChannelConfig extends KindConfig {
	readonly name: string;
	readonly locale: "en" | "pt-BR";
}

export interface EnvironmentConfig {
	readonly name: string;
	readonly allowsDrills: boolean;
	readonly isAutomatic: boolean;
}

export interface Contact {
	readonly id: string;
	readonly name: string;
	readonly phone: string | null;
	readonly email: string | null;
	readonly schedule: string | null;
}

export interface EscalationLevel {
	readonly level: 1 | 2 | 3 | 4;
	readonly contacts: readonly string[];
	readonly risesAfterMs: number;
}

/** `backout.yaml` after reading, validating and normalising. */
export interface Config {
	/** Absolute path of the file. */
	readonly file: string;
	/** Its directory; relative paths start here. */
	readonly directory: string;
	/** Where evidence, reports and local state go: `.backout` beside the file. */
	readonly home: string;
	readonly state: StateConfig;
	readonly environments: readonly EnvironmentConfig[];
	/** One entry per service and environment. */
	readonly services: readonly ServiceConfig[];
	readonly channels: readonly ChannelConfig[];
	readonly escalation: readonly EscalationLevel[];
	readonly contacts: readonly Contact[];
	readonly policy: {
		readonly automatic: {
			readonly cooldownMs: number;
			readonly perDay: number;
			readonly maxReleaseAgeMs: number;
			readonly blastRadius: number;
		};
		/** The escalation level that may approve each. */
		readonly approvals: {
			readonly standard: number;
			readonly lossy: number;
			readonly infrastructure: number;
			readonly irreversible: number;
		};
	};
	/** Absolute paths of adapter modules to load. */
	readonly plugins: readonly string[];
}

/** One thing wrong with the config, in words a person can act on. */
export interface ConfigFault {
	/** Dotted path: `services.checkout.environments.production.targets[0].pm2.app`. */
	readonly path: string;
	/** 1-based line in the file; null when the place does not exist in it. */
	readonly line: number | null;
	/** What was found and what is allowed. */
	readonly message: string;
	readonly fix: string;
}
