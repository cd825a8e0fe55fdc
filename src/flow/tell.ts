import type { MessageKind } from "../core/channel.ts";
import type { NewRunEvent, Run, RunStatus } from "../core/run.ts";
import type { Step } from "../core/step.ts";
import { reviewCase } from "../incident/index.ts";
import { messageFor } from "../report/index.ts";
import type { RunOutcome } from "../run/stages.ts";
import { type Ending, loadCaseFile } from "./case-file.ts";
import type { Courier } from "./courier.ts";
import type { FlowParts } from "./parts.ts";

const NOTHING_ENDS: Pick<Ending, "status" | "events"> = { status: null, events: [] };

/** People are told that a run began. */
export async function tellStarted(parts: FlowParts, courier: Courier, run: Run): Promise<void> {
	await tell(parts, courier, run, "started", NOTHING_ENDS);
}

/** People are asked for an approval. */
export async function tellApproval(parts: FlowParts, courier: Courier, run: Run, step: Step): Promise<void> {
	await tell(parts, courier, run, "approval", NOTHING_ENDS, step.id);
}

/** People are told how a run ended; a run that a rule or a person stopped before people were told of it is no news. */
export async function tellOutcome(
	parts: FlowParts,
	courier: Courier,
	run: Run,
	outcome: RunOutcome,
	ending: readonly NewRunEvent[],
): Promise<void> {
	const kind = kindOf(outcome.status);
	if (kind === null || (kind === "cancelled" && !(await hasStarted(parts, run)))) return;
	await tell(parts, courier, run, kind, { status: outcome.status, events: ending });
}

function kindOf(status: RunStatus): MessageKind | null {
	if (status === "refused") return null;
	if (status === "succeeded") return "done";
	return status === "unhealthy" || status === "cancelled" ? status : "failed";
}

async function hasStarted(parts: FlowParts, run: Run): Promise<boolean> {
	return (await (await parts.store()).runs.events(run.id, 0)).some(({ type }) => type === "run.started");
}

/** A message that cannot be made or stored is lost, not the run. */
async function tell(
	parts: FlowParts,
	courier: Courier,
	run: Run,
	kind: MessageKind,
	ending: Pick<Ending, "status" | "events">,
	part?: string,
): Promise<void> {
	try {
		const { config } = await parts.connect(run);
		if (config.notify.length === 0) return;
		const now = new Date(parts.clock.now()).toISOString();
		const caseFile = await loadCaseFile(await parts.store(), run.incident, { run: run.id, time: now, ...ending });
		if (caseFile === null) return;
		const mask = (text: string) => parts.masker.mask(text);
		const message = messageFor(kind, caseFile, reviewCase(caseFile), { run: run.id, mask, now, ...(part === undefined ? {} : { part }) });
		if (message !== null) await courier.send(message, config.notify);
	} catch {
		// The journal shows no `message.sent`, and the checklist says that nobody was told.
	}
}
