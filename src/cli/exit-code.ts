import type { GuardOutcome } from "../core/guard.ts";
import type { Refusal } from "../core/plan.ts";
import type { RunStatus } from "../core/run.ts";

/** Exit codes of design.md §5; programs rely on them. */
export const EXIT = {
	done: 0,
	failed: 1,
	usage: 2,
	refused: 3,
	waiting: 4,
	unhealthy: 5,
	rolledBack: 6,
	actNow: 7,
	notEnoughEvidence: 8,
	interrupted: 130,
} as const;

/** The exit code that a run's status stands for; a parked run was interrupted by a person. */
export function exitOf(status: RunStatus): number {
	switch (status) {
		case "succeeded":
			return EXIT.done;
		case "refused":
			return EXIT.refused;
		case "waiting":
			return EXIT.waiting;
		case "unhealthy":
			return EXIT.unhealthy;
		case "parked":
		case "running":
			return EXIT.interrupted;
		case "failed":
		case "cancelled":
			return EXIT.failed;
	}
}

/** The exit code of a guarded deploy: only a release that was seen to be good is a 0. */
export const GUARD_EXIT: Readonly<Record<GuardOutcome, number>> = {
	good: EXIT.done,
	"deploy-failed": EXIT.failed,
	"not-rolled-back": EXIT.failed,
	refused: EXIT.refused,
	waiting: EXIT.waiting,
	"rolled-back-unhealthy": EXIT.unhealthy,
	"rolled-back": EXIT.rolledBack,
	"not-judged": EXIT.notEnoughEvidence,
	interrupted: EXIT.interrupted,
};

/** The exit code of a refusal: a release that does not exist is a fault of the command line, all else a rule refused. */
export function refusalExit({ rule }: Refusal): number {
	if (/^(unknown|ambiguous)-(release|target|commit)$/.test(rule)) return EXIT.usage;
	return EXIT.refused;
}
