import type { App } from "../app/index.ts";
import { elapsedMs } from "../core/time.ts";

/** The last line of a stream of a run that only rests (waits for a person, or is parked), in the shape of `run.finished`: programs read one kind of end (design.md §5). It is no part of the journal and so has no place in it. */
export async function restingLine(app: App, id: string): Promise<object> {
	const { run } = await app.show(id);
	const time = new Date().toISOString();
	const isWaiting = run.status === "waiting";
	return {
		type: "run.finished",
		run: id,
		time,
		status: run.status,
		durationMs: elapsedMs(run.createdAt, time),
		report: null,
		detail: isWaiting ? `run ${id} waits for an approval` : `run ${id} rests`,
		fix: isWaiting ? `somebody else than ${run.requestedBy} says yes or no: backout approve ${id}` : `go on with: backout resume ${id}`,
	};
}
