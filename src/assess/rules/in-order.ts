import type { Rule } from "../rule.ts";
import { alreadyRolledBack, corruptionRemains, deployNotBegun, noReleaseToBlame, wasBadBefore } from "./blame.ts";
import { certificate, certificateNearExpiry } from "./certificate.ts";
import { infraAndApp, newInLogs, whatChanged } from "./changes.ts";
import { coreBroken, serviceDown, singleEndpoint } from "./checks.ts";
import { deadlinePassed, stillBlind } from "./deadline.ts";
import { asBadElsewhere, dependencyToBlame, dependencyUnclear, otherDeploy } from "./elsewhere.ts";
import { errorRateAboveAct, errorRateInvestigate, logPatternRises } from "./errors.ts";
import { allNormal, notEnoughEvidence, unprotected } from "./evidence.ts";
import { infrastructureCause } from "./infrastructure.ts";
import { irreversibleChange, irreversibleMigration } from "./irreversible.ts";
import { judgeBad, judgeUnsure, judgeWorse } from "./judged.ts";
import { knownBadRuns } from "./known-bad.ts";
import { latencySpike, slowerThanAct } from "./latency.ts";
import { inconsistentState, providerOutage } from "./outside.ts";
import { notReady, partlyReady } from "./readiness.ts";
import { corruptionStated, intermittent, noForwardFix, securityStated, workaround } from "./stated.ts";
import { standsStopped } from "./stopped.ts";
import { never, nothingToReturnTo } from "./way-back.ts";

/** Every rule in the order it is asked; the first that speaks decides. Vetoes, then reasons to act, then reasons to wait. */
export const RULES: readonly Rule[] = [
	irreversibleMigration,
	irreversibleChange,
	inconsistentState,
	corruptionRemains,
	standsStopped,
	providerOutage,
	deployNotBegun,
	certificate,
	dependencyToBlame,
	dependencyUnclear,
	asBadElsewhere,
	wasBadBefore,
	otherDeploy,
	infrastructureCause,
	never,
	nothingToReturnTo,
	alreadyRolledBack,
	noReleaseToBlame,

	serviceDown,
	corruptionStated,
	securityStated,
	judgeBad,
	errorRateAboveAct,
	coreBroken,
	notReady,
	slowerThanAct,
	knownBadRuns,
	noForwardFix,
	deadlinePassed,

	workaround,
	errorRateInvestigate,
	latencySpike,
	judgeWorse,
	singleEndpoint,
	partlyReady,
	intermittent,
	logPatternRises,
	certificateNearExpiry,
	stillBlind,
	unprotected,
	notEnoughEvidence,
	judgeUnsure,
	whatChanged,
	infraAndApp,
	newInLogs,
	allNormal,
];
