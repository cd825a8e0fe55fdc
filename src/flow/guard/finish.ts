import type { Guard, GuardOutcome } from "../../core/guard.ts";
import type { Refusal } from "../../core/plan.ts";
import type { Ending, GuardWork, Happening } from "./parts.ts";
import { tellBadRunsOn } from "./tell.ts";

/** The last line of a guarded deploy. */
export type Finished = Extract<Happening, { type: "guard.finished" }>;

/** Writes the end down and tells it. A guard whose rollback waits or was left, and one that was left while watching, stays open to be resumed. */
export async function finish(work: GuardWork, ending: Ending): Promise<Finished> {
	const { parts, desk, tell } = work;
	const now = parts.clock.now();
	const at = new Date(now).toISOString();
	const { outcome, text } = ending;
	// Before the end itself is written: a process that dies in between is followed by one that tells again, never by nobody.
	await tellBadRunsOn(work, ending);
	if (isOver(desk.guard(), outcome)) {
		const { id, requestedBy } = desk.guard();
		const store = await parts.store();
		await store.audit.append({ by: requestedBy, action: "guard.finish", subject: id, detail: { outcome, text } }, at);
		await desk.change({ phase: "finished", finishedAt: at, outcome, text });
	}
	await desk.leave();
	const finished = finishedOf(desk.guard(), ending, now);
	tell(finished);
	return finished;
}

function isOver({ phase }: Guard, outcome: GuardOutcome): boolean {
	if (outcome === "waiting") return false;
	return outcome !== "interrupted" || phase === "before" || phase === "deploying";
}

function finishedOf(guard: Guard, { outcome, text, fix, refused, report }: Ending, now: number): Finished {
	const { from, release, run, incident, startedAt } = guard;
	const durationMs = now - Date.parse(startedAt);
	return { type: "guard.finished", outcome, text, fix, refused: refused ?? null, from, release, run, report, incident, durationMs };
}

/** The last line of a deploy that a rule refused before anything was begun. */
export function refusedOutright(refusal: Refusal): Finished {
	return {
		type: "guard.finished",
		outcome: "refused",
		text: refusal.reason,
		fix: refusal.fix,
		refused: refusal,
		from: null,
		release: null,
		run: null,
		report: null,
		incident: null,
		durationMs: 0,
	};
}
