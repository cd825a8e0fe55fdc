import type { Assessment } from "../core/assessment.ts";
import { placeText } from "../core/place.ts";
import type { Plan, PlanKind } from "../core/plan.ts";
import { oneLine } from "../core/reading.ts";
import { releasesText } from "../core/run.ts";
import { elapsedMs } from "../core/time.ts";
import { incidentTitle } from "./title.ts";

/** A decision is why somebody acts for this long, in milliseconds; ours: longer ago it was about something else. */
const LATELY_MS = 60 * 60_000;

/**
 * What the incident of a run is called, at most 140 characters on one line: the reason that was given; without one what was decided lately of the
 * release that is left; else what the run does. `latest`: the place's newest assessment; `now`: ISO 8601.
 */
export function runTitle(plan: Plan, reason: string | null, latest: Assessment | null, now: string): string {
	const { from, to, kind } = plan;
	const releases = from === null && to === null ? "" : releasesText(plan);
	if (reason !== null) return oneLine(`${placeText(plan)}: ${reason}${releases === "" ? "" : ` (${releases})`}`, 140);
	if (latest !== null && explains(latest, plan, now)) return incidentTitle(latest);
	const what = DONE[kind];
	return oneLine(`${placeText(plan)}: ${what}${releases === "" ? "" : `, ${releases}`}`, 140);
}

const DONE: Readonly<Record<PlanKind, string>> = {
	"roll-back": "rolled back",
	"stable-release": "rolled back",
	redeploy: "rolled back",
	undo: "forward again",
	"stop-writes": "stopped",
	"resume-writes": "brought back",
};

function explains({ decision, current, at }: Assessment, { from }: Plan, now: string): boolean {
	const ageMs = elapsedMs(at, now);
	return decision.action !== "none" && current !== null && current.id === from?.id && ageMs !== null && ageMs <= LATELY_MS;
}
