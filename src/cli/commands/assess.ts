import { setTimeout as sleep } from "node:timers/promises";
import type { AssessmentResult } from "../../app/index.ts";
import type { StatedFact } from "../../core/assessment.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { PlaceFlags } from "../flags.ts";
import { assessmentLines } from "../screens/assessment.ts";
import { hanging } from "../screens/text.ts";
import { placeOf, type Session, withSession } from "../session.ts";

interface AssessFlags extends PlaceFlags {
	readonly fact?: readonly StatedFact[];
	readonly reason?: string;
	readonly watch: boolean;
	readonly every: number;
	readonly exitCode: boolean;
}

/** `backout assess`. */
export default async function assess(this: CliContext, flags: AssessFlags, service: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const result = await look(session, flags, service);
		if (flags.exitCode) session.exit(exitOf(result));
	});
}

async function look(session: Session, flags: AssessFlags, service: string): Promise<AssessmentResult> {
	const place = placeOf(session, service, flags);
	for (;;) {
		const looking = session.app.assess(place, { facts: flags.fact ?? [], summary: flags.reason ?? null });
		const result = await session.wait("measuring", looking);
		if (!flags.watch || isDecided(result)) {
			session.answer({ ...result.assessment, incident: result.incident?.id ?? null }, () => linesOf(session, result, flags.verbose));
			return result;
		}
		if (flags.json) session.event({ ...result.assessment, incident: result.incident?.id ?? null });
		else session.aside(oneLine(session, result));
		await sleep(flags.every);
	}
}

/** Investigating goes on by itself until its deadline; everything else is something to do, or to stop doing. */
function isDecided({ assessment }: AssessmentResult): boolean {
	return assessment.decision.action !== "none" && assessment.decision.action !== "investigate";
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

function oneLine(session: Session, { assessment }: AssessmentResult): string {
	const { action, reasons } = assessment.decision;
	return `${session.paint.dim(assessment.at.slice(11, 19))}  ${action === "none" ? "well" : action}  ${session.paint.dim(reasons[0]?.text ?? "")}`;
}

function exitOf({ assessment }: AssessmentResult): number {
	const { action, reasons } = assessment.decision;
	if (action === "none") return EXIT.done;
	const lacksEvidence = action === "investigate" || (action === "wait" && reasons.some((reason) => reason.rule === "not-enough-evidence"));
	return lacksEvidence ? EXIT.notEnoughEvidence : EXIT.actNow;
}
