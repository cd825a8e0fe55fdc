import type { CliContext } from "../context.ts";
import type { RunningFlags } from "../flags.ts";
import { withSession } from "../session.ts";
import { begin } from "./run.ts";

/** `backout undo`: forward again. */
export default async function undo(
	this: CliContext,
	flags: RunningFlags & { readonly reason?: string; readonly yes: boolean },
	run: string,
): Promise<void> {
	await withSession(this, flags, async (session) => {
		const plan = await session.wait("planning", session.app.planUndo(run));
		// What is undone and the undoing are one case: one timeline, one report.
		const { incident } = (await session.app.show(run)).run;
		await begin(session, plan, { reason: flags.reason ?? `undo of run ${run}`, incident, isAsked: !flags.yes });
	});
}
