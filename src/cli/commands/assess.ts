import type { AssessmentResult } from "../../app/index.ts";
import type { StatedFact } from "../../core/assessment.ts";
import type { Place } from "../../core/place.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { PlaceFlags } from "../flags.ts";
import { assessmentLines } from "../screens/assessment.ts";
import { hanging } from "../screens/text.ts";
import { placeOf, type Session, withSession } from "../session.ts";
import { leaveNow, watchPlace } from "../watching.ts";
import { lookJson } from "../watching-plain.ts";

interface AssessFlags extends PlaceFlags {
	readonly fact?: readonly StatedFact[];
	readonly reason?: string;
	readonly watch: boolean;
	readonly keep: boolean;
	readonly every: number;
	readonly exitCode: boolean;
}

/** `backout assess`. */
export default async function assess(this: CliContext, flags: AssessFlags, service: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const place = placeOf(session, service, flags);
		const wish = { facts: flags.fact ?? [], summary: flags.reason ?? null };
		if (flags.watch || flags.keep) return await watch(session, flags, place);
		const result = await session.wait("measuring", session.app.assess(place, wish));
		answer(session, flags, result);
	});
}

/** A watch that somebody leaves is interrupted, unless the exit code was to tell what it saw last. */
async function watch(session: Session, flags: AssessFlags, place: Place): Promise<void> {
	const isDrawn = session.isTerminal && session.context.env["TERM"] !== "dumb" && !flags.verbose;
	const { result, isLeft } = await watchPlace(session, {
		place,
		facts: flags.fact ?? [],
		reason: flags.reason ?? null,
		everyMs: flags.every,
		keeps: flags.keep,
		isLive: isDrawn,
	});
	if (!isLeft && result !== null) {
		session.say("");
		return answer(session, flags, result);
	}
	leaveNow(session, flags.exitCode && result !== null ? exitOf(result) : EXIT.interrupted);
}

function answer(session: Session, flags: AssessFlags, result: AssessmentResult): void {
	session.answer(lookJson(result), () => linesOf(session, result, flags.verbose));
	if (flags.exitCode) session.exit(exitOf(result));
}

function linesOf(session: Session, { assessment, incident }: AssessmentResult, isVerbose: boolean): readonly string[] {
	return [
		...assessmentLines(assessment, session.paint, session.width, isVerbose),
		...(incident === null
			? []
			: ["", ...hanging(`${session.paint.strong("Incident")}  `, `${incident.id} ${session.paint.dim(incident.title)}`, session.width)]),
		...(assessment.decision.action === "roll-back"
			? [`${session.paint.strong("Next")}      backout run ${assessment.service} -e ${assessment.environment}`]
			: []),
	];
}

function exitOf({ assessment }: AssessmentResult): number {
	const { action, reasons } = assessment.decision;
	if (action === "none") return EXIT.done;
	const lacksEvidence = action === "investigate" || (action === "wait" && reasons.some((reason) => reason.rule === "not-enough-evidence"));
	return lacksEvidence ? EXIT.notEnoughEvidence : EXIT.actNow;
}
