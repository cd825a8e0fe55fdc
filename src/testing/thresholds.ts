import type { Thresholds } from "../core/config.ts";

/** The runbooks' own numbers, as the config gives them when nothing else is said. */
export const RUNBOOK_THRESHOLDS: Thresholds = {
	errorsAct: 0.05,
	errorsInvestigate: 0.01,
	slowerAct: 1.5,
	slowerInvestigate: 1.25,
	errorsAfter: 0.01,
	investigateMs: 300_000,
	minimumRequests: 20,
	windowMs: 60_000,
};
