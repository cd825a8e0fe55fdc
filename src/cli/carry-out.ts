import type { RunStatus } from "../core/run.ts";
import { EXIT, exitOf } from "./exit-code.ts";
import { createProgress } from "./progress.ts";
import type { Session } from "./session.ts";

/** Carries a run on in this process and shows it; Ctrl-C finishes the step and parks, twice leaves at once. Sets the exit code and returns the status. */
export async function carryOut(session: Session, run: string, afterSeq: number): Promise<RunStatus> {
	const { process } = session.context;
	const shown = new AbortController();
	let interrupts = 0;
	const interrupt = (): void => {
		interrupts++;
		if (interrupts > 1) {
			session.aside("", `Left at once. A step may still be under way; go on with: backout resume ${run}`);
			process.exit(EXIT.interrupted);
		}
		session.aside("", `Finishing this step, then parking. Ctrl-C again leaves at once. Go on later with: backout resume ${run}`);
		void session.app.park(run);
	};
	process.on("SIGINT", interrupt);
	process.on("SIGTERM", interrupt);
	try {
		const showing = follow(session, run, afterSeq, shown.signal);
		const status = await session.app.work(run, new AbortController().signal);
		await showing;
		session.exit(exitOf(status));
		return status;
	} finally {
		shown.abort();
		process.off("SIGINT", interrupt);
		process.off("SIGTERM", interrupt);
	}
}

/** Shows a run's events as they come, until it rests or the signal aborts. */
export async function follow(session: Session, run: string, afterSeq: number, signal: AbortSignal): Promise<void> {
	const progress = createProgress(session);
	try {
		for await (const event of session.app.follow(run, afterSeq, signal)) {
			if (session.isJson) session.event(event);
			else progress.show(event);
		}
	} finally {
		progress.stop();
	}
}
