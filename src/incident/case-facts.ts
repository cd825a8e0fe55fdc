import type { Assessment } from "../core/assessment.ts";
import { isFreeze } from "../core/freeze.ts";
import type { CaseFile } from "../core/report.ts";
import type { Impact } from "../core/review.ts";
import type { RunEvent } from "../core/run.ts";
import { eventsOf } from "../core/run-events.ts";
import type { Step } from "../core/step.ts";
import type { Verification } from "../core/verification.ts";
import { type CaseRun, currentRun, decidingAssessment, verifiedIn } from "./facts.ts";
import { impactOf } from "./impact.ts";

/** A step of the plan and how it ended, as the journal tells. */
export interface StepEnd {
	readonly step: Step;
	readonly landed: Extract<RunEvent, { type: "step.landed" }> | null;
	readonly failed: Extract<RunEvent, { type: "step.failed" }> | null;
}

/** What the checklist's items are filled in from; worked out once for all of them. */
export interface CaseFacts {
	readonly file: CaseFile;
	readonly impact: Impact;
	readonly deciding: Assessment | null;
	/** The run that says how things stand now. */
	readonly run: CaseRun | null;
	/** All steps of that run. */
	readonly ends: readonly StepEnd[];
	/** Of the run that returned to a release last: steps on targets that have releases. */
	readonly code: readonly StepEnd[];
	/** Steps on action targets: caches, flags. */
	readonly actions: readonly StepEnd[];
	/** The newest look at the service in that run, of whatever kind. */
	readonly latest: Verification | null;
	readonly verification: Verification | null;
	readonly bake: Verification | null;
	readonly sent: readonly Extract<RunEvent, { type: "message.sent" }>[];
	readonly notSent: readonly Extract<RunEvent, { type: "message.failed" }>[];
}

/** The facts of a case. */
export function caseFacts(file: CaseFile): CaseFacts {
	const run = currentRun(file);
	const looks = verifiedIn(run);
	const returns = file.runs.filter(({ plan }) => !isFreeze(plan.kind));
	const returning = currentRun({ ...file, runs: returns });
	const ends = endsOf(returning);
	const isVersioned = ({ step }: StepEnd) => returning !== null && Object.hasOwn(returning.plan.world, step.target);
	return {
		file,
		impact: impactOf(file),
		deciding: decidingAssessment(file),
		run,
		ends: endsOf(run),
		code: ends.filter(isVersioned),
		actions: ends.filter((end) => !isVersioned(end)),
		latest: looks.at(-1)?.verification ?? null,
		verification: looks.findLast(({ kind }) => kind === "verification.finished")?.verification ?? null,
		bake: looks.findLast(({ kind }) => kind === "bake.finished")?.verification ?? null,
		sent: file.runs.flatMap((each) => eventsOf(each, "message.sent")),
		notSent: file.runs.flatMap((each) => eventsOf(each, "message.failed")),
	};
}

function endsOf(run: CaseRun | null): readonly StepEnd[] {
	return run === null ? [] : run.plan.steps.map((step) => stepEnd(step, run));
}

function stepEnd(step: Step, run: CaseRun): StepEnd {
	const isItsOwn = (event: { readonly step: string }) => event.step === step.id;
	return {
		step,
		landed: eventsOf(run, "step.landed").findLast(isItsOwn) ?? null,
		failed: eventsOf(run, "step.failed").findLast(isItsOwn) ?? null,
	};
}
