import { isFinished, type RunEvent, type RunStatus } from "../core/run.ts";
import { EXIT, exitOf } from "./exit-code.ts";
import { createProgress } from "./progress.ts";
import { hanging } from "./screens/text.ts";
import type { Session } from "./session.ts";

/** Ctrl-C, an end that somebody else asks for, and the terminal being closed. */
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Carries a run on in this process and shows what comes after the `earlier` events; Ctrl-C finishes the step and parks, twice leaves at once. Sets the exit code and returns the status. */
export async function carryOut(
	session: Session,
	run: string,
	earlier: readonly RunEvent[],
	heard: (event: RunEvent) => void = () => undefined,
): Promise<RunStatus> {
	const shown = new AbortController();
	const left = new AbortController();
	const seen = { stage: earlier.reduce<Stage>((before, event) => stageAfter(event, before), "steps") };
	const ignore = onInterrupt(session, run, () => interrupt(session, run, seen.stage, left));
	try {
		const showing = follow(session, run, earlier, shown.signal, (event) => {
			seen.stage = stageAfter(event, seen.stage);
			heard(event);
		});
		// When the work itself throws, that is what is told; an unheard rejection here would end the process with a stack.
		showing.catch(() => undefined);
		const status = await session.app.work(run, left.signal);
		if (left.signal.aborted) shown.abort();
		await showing;
		if (status === "succeeded") await proposeToClose(session, run);
		session.exit(left.signal.aborted && !isFinished(status) ? EXIT.interrupted : exitOf(status));
		return status;
	} finally {
		shown.abort();
		ignore();
	}
}

/** Somebody must say that it is over: an incident that stays open hides the next one. */
async function proposeToClose(session: Session, run: string): Promise<void> {
	const {
		plan,
		run: { incident },
	} = await session.app.show(run);
	// A service that stands stopped is nothing that anybody is done with.
	if (plan.kind === "stop-writes") return;
	const lead = " ".repeat(10);
	session.say(...hanging(lead, `${session.paint.dim("when nothing is left to do")}  backout incident close ${incident}`, session.width));
}

/** While only signals are watched nothing is under way that must be finished: the run is left at once, and resumes where it was. */
function interrupt(session: Session, run: string, stage: Stage, left: AbortController): void {
	if (stage === "bake") {
		session.aside("", "Every step is done; its signals are not watched any more.", `Go on watching with: backout resume ${run}`);
		left.abort();
		return;
	}
	const first = stage === "proof" ? "Every step is done; parking before the service is proven well." : "Finishing this step, then parking.";
	session.aside("", `${first} Ctrl-C again leaves at once.`, `Go on later with: backout resume ${run}`);
	session.app.park(run).catch((thrown: unknown) => session.aside(`It could not be parked: ${String(thrown)}`));
}

function onInterrupt(session: Session, run: string, first: () => void): () => void {
	const { process } = session.context;
	let count = 0;
	const hear = (): void => {
		count++;
		if (count > 1) {
			session.aside("", `Left at once. A step may still be under way; go on with: backout resume ${run}`);
			process.exit(EXIT.interrupted);
		}
		first();
	};
	for (const signal of INTERRUPTS) process.on(signal, hear);
	return () => {
		for (const signal of INTERRUPTS) process.off(signal, hear);
	};
}

/** Shows a run's events as they come, until it rests or the signal aborts. With --json the last line is always a `run.finished` (design.md §5), also when the run only rests. */
export async function follow(
	session: Session,
	run: string,
	earlier: readonly RunEvent[],
	signal: AbortSignal,
	heard: (event: RunEvent) => void = () => undefined,
): Promise<void> {
	const progress = createProgress(session, earlier);
	let isOver = false;
	try {
		for await (const event of session.app.follow(run, earlier.at(-1)?.seq ?? 0, signal)) {
			heard(event);
			isOver ||= event.type === "run.finished";
			if (session.isJson) session.event(event);
			else progress.show(event);
		}
	} finally {
		progress.stop();
	}
	if (session.isJson && !isOver) session.event(await resting(session, run));
}

/** The line that ends the stream of a run which waits for a person, is parked or goes on without us. */
async function resting(session: Session, run: string) {
	const file = await session.app.show(run);
	const { status, createdAt } = file.run;
	const finished = file.events.find((event) => event.type === "run.finished");
	if (finished !== undefined) return finished;
	const fix = status === "waiting" ? `somebody else approves it: backout approve ${run}` : `backout resume ${run}`;
	return {
		type: "run.finished",
		run,
		status,
		durationMs: Date.now() - Date.parse(createdAt),
		report: null,
		detail: `the run is ${status}`,
		fix,
	};
}

/** What a run is at: its steps, the proof that the service is well, or the bake. */
type Stage = "steps" | "proof" | "bake";

function stageAfter({ type }: RunEvent, before: Stage): Stage {
	if (type === "verification.started") return "proof";
	if (type === "bake.started") return "bake";
	return type === "bake.finished" ? "steps" : before;
}
