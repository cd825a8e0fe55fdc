import type { Rule } from "../rule.ts";
import { alreadyRolledBack, corruptionRemains, deployNotBegun, noReleaseToBlame, wasBadBefore } from "./blame.ts";
import { coreBroken, serviceDown, singleEndpoint } from "./checks.ts";
import { errorRateAboveAct, errorRateInvestigate, logPatternRises } from "./errors.ts";
import { allNormal, notEnoughEvidence, unprotected } from "./evidence.ts";
import { irreversibleChange, irreversibleMigration } from "./irreversible.ts";
import { latencySpike, slowerThanAct } from "./latency.ts";
import { inconsistentState, providerOutage } from "./outside.ts";
import { corruptionStated, intermittent, noForwardFix, securityStated, workaround } from "./stated.ts";
import { never, nothingToReturnTo } from "./way-back.ts";

/** Every rule in the order it is asked; the first that speaks decides. Vetoes, then reasons to act, then reasons to wait. */
export const RULES: readonly Rule[] = [
	irreversibleMigration,
	irreversibleChange,
	inconsistentState,
	corruptionRemains,
	providerOutage,
	deployNotBegun,
	never,
	nothingToReturnTo,
	wasBadBefore,
	alreadyRolledBack,
	noReleaseToBlame,

	serviceDown,
	corruptionStated,
	securityStated,
	errorRateAboveAct,
	coreBroken,
	slowerThanAct,
	noForwardFix,

	workaround,
	errorRateInvestigate,
	latencySpike,
	singleEndpoint,
	intermittent,
	logPatternRises,
	unprotected,
	notEnoughEvidence,
	allNormal,
];
