import type { Config, Thresholds } from "../core/config.ts";

const MINUTE_MS = 60_000;

/** The runbooks' own numbers; each one's source stands at its field in core/config.ts. */
export const DEFAULT_THRESHOLDS: Thresholds = {
	errorsAct: 0.05,
	errorsInvestigate: 0.01,
	slowerAct: 1.5,
	slowerInvestigate: 1.2,
	errorsAfter: 0.01,
	investigateMs: 5 * MINUTE_MS,
	minimumRequests: 20,
	windowMs: MINUTE_MS,
};

/** Runbook 000 watches for 30 minutes after a rollback. */
export const DEFAULT_BAKE_MS = 30 * MINUTE_MS;

/** How long a service may take to become healthy. */
export const DEFAULT_SETTLE_MS = MINUTE_MS;

/** How long the backup before a guarded deploy may take; ours: as long as a release is watched. */
export const DEFAULT_BACKUP_TIMEOUT_MS = 30 * MINUTE_MS;

/** How long a level may stay silent before the next one is told. */
export const DEFAULT_RISES_AFTER_MS = 5 * MINUTE_MS;

/** One automatic rollback of a service an hour, three a day, of a release at most an hour old, a quarter of the services at most; and level 1 to 4 for safe to irreversible. */
export const DEFAULT_POLICY: Config["policy"] = {
	automatic: { cooldownMs: 60 * MINUTE_MS, perDay: 3, maxReleaseAgeMs: 60 * MINUTE_MS, blastRadius: 0.25 },
	approvals: { standard: 1, lossy: 2, infrastructure: 3, irreversible: 4 },
};

/** Beside the config file. */
export const HOME = ".backout";
export const DEFAULT_STATE = `sqlite:${HOME}/state.db`;
