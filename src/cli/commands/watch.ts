import { follow } from "../carry-out.ts";
import type { CliContext } from "../context.ts";
import { exitOf } from "../exit-code.ts";
import type { RunningFlags } from "../flags.ts";
import { withSession } from "../session.ts";

/** `backout watch`: looks on, changes nothing; Ctrl-C only stops the looking. */
export default async function watch(this: CliContext, flags: RunningFlags, run: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const controller = new AbortController();
		const stop = () => controller.abort();
		this.process.on("SIGINT", stop);
		try {
			await follow(session, run, [], controller.signal);
			session.exit(exitOf((await session.app.show(run)).run.status));
		} finally {
			this.process.off("SIGINT", stop);
		}
	});
}
