import { carryOut } from "../carry-out.ts";
import type { CliContext } from "../context.ts";
import type { RunningFlags } from "../flags.ts";
import { withSession } from "../session.ts";

interface DecideFlags extends RunningFlags {
	readonly step?: string;
	readonly reason?: string;
}

/** `backout approve`. */
export async function approve(this: CliContext, flags: DecideFlags & { readonly breakGlass: boolean }, run: string): Promise<void> {
	await decide(this, flags, run, "approved", flags.breakGlass);
}

/** `backout reject`. */
export async function reject(this: CliContext, flags: DecideFlags, run: string): Promise<void> {
	await decide(this, flags, run, "rejected", false);
}

/** Whoever decides also carries the run on, unless its own process still does. */
async function decide(
	context: CliContext,
	flags: DecideFlags,
	run: string,
	verdict: "approved" | "rejected",
	isBreakGlass: boolean,
): Promise<void> {
	await withSession(context, flags, async (session) => {
		const { events } = await session.app.show(run);
		const answer = await session.app.decide({ run, step: flags.step ?? null, verdict, reason: flags.reason ?? "", isBreakGlass });
		if (!answer.ok) return session.refuse(answer.refusal);
		session.say(answer.text);
		await carryOut(session, run, events);
	});
}
