import { carryOut } from "../carry-out.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { RunningFlags } from "../flags.ts";
import { withSession } from "../session.ts";

/** `backout cancel`: exits with 0 when the run was cancelled, although the run itself did not do what it was for. */
export default async function cancel(this: CliContext, flags: RunningFlags, run: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const { events } = await session.app.show(run);
		const answer = await session.app.cancel(run);
		if (!answer.ok) return session.refuse(answer.refusal);
		const status = await carryOut(session, run, events);
		session.exit(status === "cancelled" ? EXIT.done : EXIT.failed);
	});
}
