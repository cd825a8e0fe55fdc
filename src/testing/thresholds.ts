import { DEFAULT_THRESHOLDS } from "../config/defaults.ts";
import type { Thresholds } from "../core/config.ts";

/** The runbooks' own numbers, as the config gives them when nothing else is said. */
export const RUNBOOK_THRESHOLDS: Thresholds = DEFAULT_THRESHOLDS;
