import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { App, GuardFinished } from "../app/index.ts";
import { BackoutError, errorText } from "../core/error.ts";
import type { GuardEvent } from "../core/guard.ts";
import type { RunEvent, RunStatus } from "../core/run.ts";
import { carryOut } from "./carry-out.ts";
import { EXIT, GUARD_EXIT } from "./exit-code.ts";
import { createGuardTeller } from "./screens/guard.ts";
import type { Session } from "./session.ts";

/** Ctrl-C, an end that somebody else asks for (CI cancels a job with both, one after the other), and the terminal being closed. */
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Where a guarded deploy stands, for what an interrupt means. */
interface Stage {
	at: "before" | "deploying" | "watching" | "rolling back" | "waiting";
}

const STAGES: Readonly<Partial<Record<GuardEvent["type"], Stage["at"]>>> = {
	"guard.started": "before",
	"deploy.started": "deploying",
	"deploy.finished": "watching",
	"guard.watching": "watching",
	"guard.waiting": "waiting",
};

const WHAT_FOLLOWS: Readonly<Record<Stage["at"], string>> = {
	before: "nothing is deployed.",
	deploying: "the deploy is ended, and what it has changed is taken back.",
	watching: "the watch is left; the release runs on, not judged.",
	"rolling back": "the step that is under way is finished.",
	waiting: "nobody waits here any more; the rollback itself waits on for its approval.",
};

type Audience = Parameters<App["guard"]>[2];

/** Goes through a guarded deploy and shows it; the first Ctrl-C takes back what was begun, the second leaves at once. Sets the exit code. */
export async function runGuard(session: Session, act: (audience: Audience) => Promise<GuardFinished>): Promise<GuardFinished> {
	const interrupted = new AbortController();
	const teller = createGuardTeller(session.paint, session.width);
	const stage: Stage = { at: "before" };
	const shown: RunEvent[] = [];
	const ignore = onInterrupt(session, interrupted, stage);
	try {
		const finished = await act({
			signal: interrupted.signal,
			tell(event) {
				stage.at = STAGES[event.type] ?? stage.at;
				show(session, teller, event);
			},
			async carryOut(run) {
				// From here on an interrupt finishes the step that is under way and parks the run, as everywhere.
				stage.at = "rolling back";
				return await carryRun(session, run, shown);
			},
		});
		session.exit(GUARD_EXIT[finished.outcome]);
		return finished;
	} finally {
		ignore();
	}
}

/** `backout resume guard-…`. */
export async function resumeGuard(session: Session, id: string): Promise<void> {
	await runGuard(session, (audience) => session.app.resumeGuard(id, audience));
}

/** A run that was parked by an earlier interrupt goes on; one that waited for an approval is shown on from where it was left. */
async function carryRun(session: Session, run: string, shown: RunEvent[]): Promise<RunStatus> {
	const file = await session.app.show(run);
	if (file.run.status === "parked") await session.app.resume(run);
	const earlier = shown.length > 0 ? [...shown] : file.run.status === "running" && file.events.length <= 1 ? [] : file.events;
	return await carryOut(session, run, earlier, (event) => shown.push(event));
}

function show(session: Session, teller: ReturnType<typeof createGuardTeller>, event: GuardEvent): void {
	if (session.isJson) session.event(event);
	// The deploy's own output goes through as it is, save for secrets: its colours and progress are its own.
	else if (event.type === "deploy.output") session.context.process[event.stream].write(event.text);
	else session.say(...teller.tell(event));
}

function onInterrupt(session: Session, interrupted: AbortController, stage: Stage): () => void {
	const { process } = session.context;
	const hear = (): void => {
		if (stage.at === "rolling back") return;
		if (interrupted.signal.aborted) {
			session.aside("", "Left at once. What is unfinished is finished by the next `backout guard`, or by `backout resume`.");
			process.exit(EXIT.interrupted);
		}
		session.aside("", `Interrupted: ${WHAT_FOLLOWS[stage.at]} Once more leaves at once.`);
		interrupted.abort();
	};
	for (const signal of INTERRUPTS) process.on(signal, hear);
	return () => {
		for (const signal of INTERRUPTS) process.off(signal, hear);
	};
}

/** Writes the outcome for the next step of a pipeline. Throws BackoutError `guard.not-written`. */
export async function writeOutcome(session: Session, name: string, outcome: unknown): Promise<void> {
	const file = resolve(session.context.cwd, name);
	try {
		await writeFile(file, `${session.app.masker.mask(JSON.stringify(outcome))}\n`);
	} catch (cause) {
		throw new BackoutError({
			code: "guard.not-written",
			message: `the outcome could not be written to ${file}: ${errorText(cause)}`,
			fix: "name a file in a directory that you may write to; what happened is above",
			cause,
		});
	}
}
