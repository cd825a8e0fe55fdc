import { BackoutError } from "../../core/error.ts";
import { type RunEvent, releasesText } from "../../core/run.ts";
import type { CliContext } from "../context.ts";
import type { RunningFlags } from "../flags.ts";
import { moment } from "../screens/age.ts";
import { createTeller, statusText } from "../screens/events.ts";
import { planLines } from "../screens/plan.ts";
import { tableLines } from "../screens/table.ts";
import { type Session, withSession } from "../session.ts";

/** `backout show`. */
export default async function show(this: CliContext, flags: RunningFlags & { readonly list: boolean }, run?: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		if (flags.list) return await list(session);
		const file = await session.app.show(run ?? (await latest(session)));
		session.answer(file, () => [...planLines(file.plan, null, session.paint, session.width), "", ...journalLines(session, file.events)]);
	});
}

function journalLines({ paint, width }: Session, events: readonly RunEvent[]): readonly string[] {
	const teller = createTeller({ paint, width, isBrief: true });
	return events.flatMap((event) => teller.tell(event));
}

async function list(session: Session): Promise<void> {
	const { paint, width } = session;
	const runs = await session.app.runs({ service: null, limit: 20 });
	const header = ["run", "service", "environment", "releases", "status", "when (UTC)", "by"];
	session.answer(runs, () => {
		if (runs.length === 0) return ["No run yet."];
		const rows = runs.map((run) => [
			run.id,
			run.service,
			run.environment,
			releasesText(run),
			statusText(run.status, paint),
			moment(run.createdAt),
			run.requestedBy,
		]);
		return tableLines({ header, rows }, paint, width);
	});
}

async function latest(session: Session): Promise<string> {
	const [run] = await session.app.runs({ service: null, limit: 1 });
	if (run) return run.id;
	throw new BackoutError({ code: "run.none", message: "there is no run yet", fix: "start one with: backout run <service>" });
}
