import { setTimeout as sleep } from "node:timers/promises";
import type { AssessmentResult } from "../app/index.ts";
import { clockTime } from "../core/time.ts";
import type { Session } from "./session.ts";
import type { WatchedBy } from "./watching-live.ts";

/** A line a look, for files, pipes and terminals that cannot be drawn over; with --json a line of JSON. The look that decides is told by who asked for the watch. */
export function plainView(session: Session): WatchedBy {
	return {
		looking: () => undefined,
		looked(result, isLast) {
			if (isLast) return;
			if (session.isJson) session.event(lookJson(result));
			else session.say(lookLine(session, result));
		},
		async rest(ms, left) {
			await sleep(ms, undefined, { signal: left }).catch(() => undefined);
		},
		end: () => undefined,
	};
}

/** One look as programs read it. */
export function lookJson({ assessment, incident }: AssessmentResult) {
	return { ...assessment, incident: incident?.id ?? null };
}

function lookLine({ paint }: Session, { assessment }: AssessmentResult): string {
	const { decision, judgement } = assessment;
	const { action, severity, confidence, reasons } = decision;
	const sure = `${Math.round(confidence * 100)} %`;
	const judge = judgement === null ? "" : paint.dim(`  judge: ${judgement.verdict}`);
	const what = action === "none" ? `well ${sure}` : `${action} ${severity} ${sure}`;
	return `${paint.dim(clockTime(assessment.at))}  ${what}${judge}  ${paint.dim(reasons[0]?.text ?? decision.advice)}`;
}
