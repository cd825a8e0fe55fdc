import { BackoutError } from "../../core/error.ts";
import type { CliContext } from "../context.ts";
import type { PlaceFlags } from "../flags.ts";
import { runGuard, writeOutcome } from "../guarding.ts";
import { placeOf, withSession } from "../session.ts";

interface GuardFlags extends PlaceFlags {
	readonly watchFor?: number;
	readonly deployTimeout: number;
	readonly approvalWait: number;
	readonly version?: string;
	readonly commit?: string;
	readonly withoutWayBack: boolean;
	readonly output?: string;
}

/** `backout guard`. */
export default async function guard(this: CliContext, flags: GuardFlags, ...words: readonly string[]): Promise<void> {
	await withSession(this, flags, async (session) => {
		const [service = "", ...command] = words;
		if (command.length === 0) throw noCommand(service);
		const request = {
			command,
			directory: this.cwd,
			watchForMs: flags.watchFor ?? null,
			deployTimeoutMs: flags.deployTimeout,
			approvalWaitMs: flags.approvalWait,
			version: flags.version ?? null,
			commit: flags.commit ?? null,
			mayLackWayBack: flags.withoutWayBack,
		};
		const place = placeOf(session, service, flags);
		const finished = await runGuard(session, (audience) => session.app.guard(place, request, audience));
		if (flags.output !== undefined) await writeOutcome(session, flags.output, { ...place, ...finished });
	});
}

function noCommand(service: string): BackoutError {
	return new BackoutError({
		code: "usage.no-deploy-command",
		message: "nothing says what to deploy with",
		fix: `give the deploy command after --: backout guard ${service} -- ./deploy.sh v2`,
	});
}
