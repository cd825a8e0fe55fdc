import { BackoutError } from "../../core/error.ts";
import type { CliContext } from "../context.ts";
import type { CommonFlags } from "../flags.ts";
import { eventLines, statusText } from "../screens/events.ts";
import { planLines } from "../screens/plan.ts";
import { tableLines } from "../screens/table.ts";
import { type Session, withSession } from "../session.ts";

/** `backout show`. */
export default async function show(this: CliContext, flags: CommonFlags & { readonly list: boolean }, run?: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		if (flags.list) return await list(session);
		const file = await session.app.show(run ?? (await latest(session)));
		session.answer(file, () => [
			...planLines(file.plan, session.paint, session.width),
			"",
			...file.events.flatMap((event) => eventLines(event, session.paint)),
		]);
	});
}

async function list(session: Session): Promise<void> {
	const runs = await session.app.runs({ service: null, limit: 20 });
	session.answer(runs, () =>
		runs.length === 0
			? ["No run yet."]
			: tableLines(
					runs.map((run) => [
						run.id,
						run.service,
						run.environment,
						`${run.from?.label ?? "?"} → ${run.to?.label ?? "?"}`,
						statusText(run.status, session.paint),
						session.paint.dim(`${run.createdAt.slice(0, 19)} ${run.requestedBy}`),
					]),
				),
	);
}

async function latest(session: Session): Promise<string> {
	const [run] = await session.app.runs({ service: null, limit: 1 });
	if (run) return run.id;
	throw new BackoutError({ code: "run.none", message: "there is no run yet", fix: "start one with: backout run <service>" });
}
