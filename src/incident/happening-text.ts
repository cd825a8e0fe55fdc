import { formatDuration } from "../core/duration.ts";
import { isFreeze } from "../core/freeze.ts";
import { formatQuantity } from "../core/number.ts";
import type { PlanKind } from "../core/plan.ts";
import type { ReleaseName } from "../core/release.ts";
import { type RunEvent, releasesText } from "../core/run.ts";
import { clockTime } from "../core/time.ts";
import type { CaseRun } from "./facts.ts";

/** Who did what, or null for events that tell a person nothing new. */
export type HappeningText = { readonly who: string; readonly what: string } | null;

const ENGINE = "Backout";

const INTENTION: Readonly<Record<PlanKind, string>> = {
	"roll-back": "Rollback",
	undo: "Going forward again",
	redeploy: "Clean redeploy",
	"stable-release": "Return to a stable release",
	"stop-writes": "Stop",
	"resume-writes": "Bringing back",
};

/** A run's event as a line of the timeline. Progress, single good bake looks and the start of what also ended are left out. */
export function happeningText(event: RunEvent, run: CaseRun): HappeningText {
	switch (event.type) {
		case "run.created":
			return {
				who: event.requestedBy,
				what: `${INTENTION[run.plan.kind]} ${isFreeze(run.plan.kind) ? `(${releasesText(event)})` : fromTo(event)} asked for: ${event.reason}`,
			};
		case "run.resumed":
			return { who: event.by, what: "Run resumed" };
		case "run.parked":
			return { who: event.by, what: `Run parked (${event.at})` };
		case "run.cancel-requested":
			return { who: event.by, what: "Asked to cancel the run" };
		case "approval.given":
			return {
				who: event.by,
				what: `Approved "${titleOf(event.step, run)}"${event.isBreakGlass ? " alone, by break-glass" : ""}: ${event.reason}`,
			};
		case "approval.rejected":
			return { who: event.by, what: `Rejected "${titleOf(event.step, run)}": ${event.reason}` };
		default: {
			const what = engineText(event, run);
			return what === null ? null : { who: ENGINE, what };
		}
	}
}

function engineText(event: RunEvent, run: CaseRun): string | null {
	switch (event.type) {
		case "evidence.kept":
			return evidenceText(event.files, event.missing);
		case "approval.requested":
			return `Waiting for approval of "${titleOf(event.step, run)}" (${event.risk})`;
		case "batch.started":
			return `Batch ${event.batch} of ${event.of}: ${event.targets.join(", ")}`;
		case "gate.finished":
			return `Gate after batch ${event.batch} ${event.isOpen ? "open" : "stays shut"}: ${event.verification.text}`;
		case "step.started":
			return hasEnded(event.step, run) ? null : `${event.title}: started, end not recorded`;
		case "step.landed":
			return `${titleOf(event.step, run)}: ${event.wasAlready ? "was in place already" : `done in ${formatDuration(event.durationMs)}`}${detail(event.detail)}`;
		case "step.failed":
			return `${titleOf(event.step, run)}: FAILED${detail(event.detail)}`;
		case "bake.started":
			return `Watching until ${clockTime(event.until)}`;
		case "bake.sampled":
			return event.verification.outcome === "unhealthy" ? `Not well while watching: ${event.verification.text}` : null;
		case "verification.finished":
		case "bake.finished":
			return `${event.type === "bake.finished" ? "End of the watch" : "Verified"}, ${event.verification.outcome}: ${event.verification.text}`;
		case "message.sent":
			return `Told ${event.channel}`;
		case "message.failed":
			return `Could not tell ${event.channel}: ${event.detail}`;
		case "ladder.proposed":
			return `Proposed next: ${event.rungs.map(({ rung }) => rung).join(", then ")}`;
		case "run.finished":
			return `Run ${event.status} after ${formatDuration(event.durationMs)}${detail(event.detail)}`;
		default:
			return null;
	}
}

function evidenceText(files: readonly string[], missing: readonly string[]): string {
	const kept = `Kept ${formatQuantity(files.length, "evidence file")} before the first write`;
	return missing.length === 0 ? kept : `${kept}; could not keep ${missing.join(", ")}`;
}

function hasEnded(step: string, run: CaseRun): boolean {
	return run.events.some((event) => (event.type === "step.landed" || event.type === "step.failed") && event.step === step);
}

function titleOf(step: string, run: CaseRun): string {
	return run.plan.steps.find(({ id }) => id === step)?.title ?? step;
}

function fromTo({ from, to }: { readonly from: ReleaseName | null; readonly to: ReleaseName | null }): string {
	return `${from?.label ?? "unknown"} → ${to?.label ?? "unknown"}`;
}

function detail(text: string): string {
	return text === "" ? "" : `: ${text}`;
}
