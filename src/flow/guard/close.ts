import type { Guard } from "../../core/guard.ts";
import type { Run, RunStatus } from "../../core/run.ts";
import type { FlowParts } from "../parts.ts";
import { isLeft, signOf } from "./desk.ts";
import { rolledOutcome, rolledText } from "./rolled.ts";

/** A guarded deploy is over with the run that rolls it back, when its own process left it to wait: whoever approved the run has finished both. One that is still carried on ends itself. */
export async function closeGuardOf(parts: FlowParts, run: Run, status: RunStatus, detail: string): Promise<void> {
	const store = await parts.store();
	const now = parts.clock.now();
	const left = (await store.guards.open(run)).find((guard) => isOf(run, guard) && isLeft(guard, now));
	if (left === undefined) return;
	const outcome = rolledOutcome(status);
	const text = rolledText({ ...left, reason: left.reason ?? run.reason }, status, detail);
	const finishedAt = new Date(now).toISOString();
	const owner = signOf(parts.clock);
	await store.audit.append({ by: parts.who, action: "guard.finish", subject: left.id, detail: { outcome, text } }, finishedAt);
	// Not stored when somebody took it up meanwhile: that process ends it.
	await store.guards.save({ ...left, owner, phase: "finished", run: run.id, incident: run.incident, finishedAt, outcome, text });
}

function isOf(run: Run, guard: Guard): boolean {
	return guard.phase === "reverting" && (guard.run === run.id || run.reason.endsWith(`(${guard.id})`));
}
