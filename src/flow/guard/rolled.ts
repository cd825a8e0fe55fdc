import type { Guard, GuardOutcome } from "../../core/guard.ts";
import type { RunStatus } from "../../core/run.ts";
import { deployFailure } from "./deploy.ts";

/** What a guarded deploy came to when the run that rolls it back has come to this status. */
export function rolledOutcome(status: RunStatus): GuardOutcome {
	if (status === "succeeded") return "rolled-back";
	if (status === "unhealthy") return "rolled-back-unhealthy";
	if (status === "waiting") return "waiting";
	return status === "parked" || status === "running" ? "interrupted" : "not-rolled-back";
}

/** The same in one sentence; `detail` is what the run itself said at its end. */
export function rolledText(guard: Guard, status: RunStatus, detail: string | null): string {
	const to = guard.from?.label ?? "what ran before";
	const reason = `${guard.reason ?? "its rollback was begun"}${isJudged(guard) ? "" : notJudged(guard)}`;
	if (status === "succeeded") return `${to} runs again and is well: ${reason}`;
	if (status === "unhealthy") return `${to} runs again, but is not proven well: ${reason}`;
	if (status === "waiting")
		return `the rollback to ${to} waits for an approval, and ${guard.release?.label ?? "what was deployed"} runs on: ${reason}`;
	if (status === "parked" || status === "running") return `the rollback to ${to} was left half-way: ${reason}`;
	return `the rollback to ${to} ended as ${status}: ${detail ?? reason}`;
}

/** A deploy that broke off says nothing about its release: only what was watched was judged. */
export function isJudged({ deploy }: Guard): boolean {
	return deploy !== null && deployFailure(deploy) === null;
}

function notJudged({ version }: Guard): string {
	return `; ${version ?? "the release that was deployed"} was not judged: it is not marked bad, and deploys are not held for it`;
}
