import type { Assessment } from "../../core/assessment.ts";
import { errorText } from "../../core/error.ts";
import type { GuardWork } from "./parts.ts";

/** Rules that say only that too little was seen: waiting for their deadline brings no decision nearer than the watch itself. */
const BLIND: ReadonlySet<string> = new Set(["not-enough-evidence", "unprotected", "undecided"]);
/** Between a look that says to roll back and the one that must agree, in milliseconds: one failed probe is a blip. */
const AGREE_MS = 2_000;

/** What one look said; `assessment` is null when it could not be made, which is never good. */
export interface Look {
	readonly assessment: Assessment | null;
	readonly incident: string | null;
	/** Why, in one line. */
	readonly text: string;
}

/** One look, the same as `backout assess`; a rollback is believed when a second look agrees, and that one opens the incident. */
export async function lookOnce(work: GuardWork, leftMs: number): Promise<Look> {
	const first = await take(work, leftMs, false);
	if (first.assessment?.decision.action !== "roll-back") return first;
	await work.parts.clock.sleep(AGREE_MS, work.audience.signal);
	if (work.audience.signal.aborted) return first;
	return await take(work, leftMs, true);
}

async function take({ parts, place, tell }: GuardWork, leftMs: number, isDecisive: boolean): Promise<Look> {
	try {
		const { assessment, incident } = await parts.look(place, isDecisive);
		const { action, severity, confidence, reasons, advice } = assessment.decision;
		const text = reasons[0]?.text ?? advice;
		const rule = reasons[0]?.rule ?? null;
		const left = Math.max(0, leftMs);
		tell({ type: "guard.looked", action, severity, confidence, rule, text, advice, assessment: assessment.id, leftMs: left });
		return { assessment, incident: incident?.id ?? null, text };
	} catch (thrown) {
		return { assessment: null, incident: null, text: `the look could not be made: ${errorText(thrown)}` };
	}
}

/** When a suspicion must be decided, in milliseconds since the epoch; null when there is none. */
export function suspicionDeadline({ assessment }: Look): number | null {
	const decision = assessment?.decision;
	if (decision?.action !== "investigate" || decision.deadline === null) return null;
	return BLIND.has(decision.reasons[0]?.rule ?? "") ? null : Date.parse(decision.deadline);
}
