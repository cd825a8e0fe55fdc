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
		await begin(session, plan, { reason: flags.reason ?? `undo of run ${run}`, incident: null, isAsked: !flags.yes });
	});
}
