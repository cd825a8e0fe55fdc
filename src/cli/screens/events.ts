import { formatDuration } from "../../core/duration.ts";
import type { RunEvent } from "../../core/run.ts";
import type { Paint } from "../paint.ts";

/** One event as lines for a person; some events need none. */
export function eventLines(event: RunEvent, paint: Paint): readonly string[] {
	const time = paint.dim(event.time.slice(11, 19));
	return bodyOf(event, paint).map((line, index) => (index === 0 ? `${time}  ${line}` : `${" ".repeat(10)}${line}`));
}

function bodyOf(event: RunEvent, paint: Paint): readonly string[] {
	switch (event.type) {
		case "run.created":
			return [
				`${paint.strong(`run ${event.run}`)}  ${event.from?.label ?? "?"} → ${event.to?.label ?? "?"}  ${paint.dim(`by ${event.requestedBy}: ${event.reason}`)}`,
			];
		case "run.started":
			return [];
		case "run.resumed":
			return [`goes on ${paint.dim(`by ${event.by}`)}`];
		case "run.parked":
			return [`${paint.warn("parked")} ${event.at}; go on with: backout resume ${event.run}`];
		case "run.cancel-requested":
			return [`${paint.warn("asked to stop")} by ${event.by}`];
		case "evidence.kept":
			return [
				`${paint.good("✓")} evidence kept: ${event.files.length} files${event.missing.length === 0 ? "" : paint.warn(`; missing: ${event.missing.join("; ")}`)}`,
			];
		case "approval.requested":
			return [
				`${paint.warn("waits for approval")} of step ${event.step} (${event.risk}); somebody else says: backout approve ${event.run}`,
			];
		case "approval.given":
			return [
				`${paint.good("approved")} ${event.step} by ${event.by}${event.isBreakGlass ? paint.bad(" alone, by breaking the glass") : ""}${event.reason ? paint.dim(`: ${event.reason}`) : ""}`,
			];
		case "approval.rejected":
			return [`${paint.bad("rejected")} ${event.step} by ${event.by}${event.reason ? `: ${event.reason}` : ""}`];
		case "step.started":
			return [`${paint.accent("›")} ${event.title}`];
		case "step.progress":
			return [`  ${paint.dim(event.text)}`];
		case "step.applied":
			return [];
		case "step.landed":
			return [`${paint.good("✓")} ${event.step} ${paint.dim(event.wasAlready ? "had landed already" : formatDuration(event.durationMs))}`];
		case "step.failed":
			return [`${paint.bad("✗")} ${event.step} ${event.detail}`, `  ${paint.accent("fix")} ${event.fix}`];
		case "verification.started":
			return [`${paint.accent("›")} Is it well?`];
		case "verification.finished":
			return [`${outcomeMark(event.verification.outcome, paint)} ${event.verification.text}`];
		case "bake.started":
			return [`${paint.accent("›")} Baking until ${event.until.slice(11, 19)}`];
		case "bake.sampled":
			return [`  ${outcomeMark(event.verification.outcome, paint)} ${paint.dim(event.verification.text)}`];
		case "bake.finished":
			return [`${outcomeMark(event.verification.outcome, paint)} ${event.verification.text}`];
		case "message.sent":
			return [paint.dim(`told ${event.channel}: ${event.message}`)];
		case "message.failed":
			return [paint.warn(`could not tell ${event.channel}: ${event.detail}`)];
		case "ladder.proposed":
			return [
				paint.strong("What to try next"),
				...event.rungs.map(
					(rung) =>
						`${rung.plan === null ? "·" : paint.accent("▸")} ${rung.text}${rung.plan === null ? "" : paint.dim(`  backout run --plan ${rung.plan}`)}`,
				),
			];
		case "run.finished":
			return [
				`${statusText(event.status, paint)} after ${formatDuration(event.durationMs)}. ${event.detail}`,
				...(event.fix === null ? [] : [`${paint.accent("fix")} ${event.fix}`]),
				...(event.report === null ? [] : [paint.dim(`report: ${event.report}`)]),
			];
	}
}

function outcomeMark(outcome: "healthy" | "unhealthy" | "unknown", paint: Paint): string {
	return { healthy: paint.good("✓"), unhealthy: paint.bad("✗"), unknown: paint.warn("?") }[outcome];
}

/** A run's status in its colour. */
export function statusText(status: string, paint: Paint): string {
	if (status === "succeeded") return paint.good(status);
	return status === "running" || status === "waiting" || status === "parked" ? paint.warn(status) : paint.bad(status);
}
