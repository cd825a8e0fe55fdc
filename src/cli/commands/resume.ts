import { carryOut } from "../carry-out.ts";
import type { CliContext } from "../context.ts";
import type { RunningFlags } from "../flags.ts";
import { resumeGuard } from "../guarding.ts";
import { withSession } from "../session.ts";

/** `backout resume`: of a run, or of a guarded deploy. */
export default async function resume(this: CliContext, flags: RunningFlags, run: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		if (run.startsWith("guard-")) return await resumeGuard(session, run);
		const { events } = await session.app.show(run);
		const answer = await session.app.resume(run);
		if (!answer.ok) return session.refuse(answer.refusal);
		await carryOut(session, run, events);
	});
}
