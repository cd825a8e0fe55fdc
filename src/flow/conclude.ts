import type { Plan } from "../core/plan.ts";
import type { NewRunEvent, Run } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { reviewCase } from "../incident/index.ts";
import { reportJson, reportMarkdown } from "../report/index.ts";
import type { RunOutcome } from "../run/stages.ts";
import { loadCaseFile } from "./case-file.ts";
import type { Courier } from "./courier.ts";
import { closeGuardOf } from "./guard/close.ts";
import { readJournal } from "./journal.ts";
import { climb } from "./ladder.ts";
import { gatherLineage } from "./lineage.ts";
import { outcomeText } from "./outcome-text.ts";
import type { FlowParts } from "./parts.ts";
import { settleStandings } from "./standings.ts";
import { tellOutcome } from "./tell.ts";

/** How long the last messages may delay the end of a run, in milliseconds. */
const LAST_WORDS_MS = 3_500;

/** Everything that follows from how a run ended: standings, hold, the ladder, messages, the report. Returns the run's last events. */
export async function concludeRun(
	parts: FlowParts,
	courier: Courier,
	run: Run,
	plan: Plan,
	outcome: RunOutcome,
): Promise<readonly NewRunEvent[]> {
	const store = await parts.store();
	const connected = await parts.connect(run);
	const lineage = await gatherLineage(connected, await readJournal(store, run));
	const now = parts.clock.now();
	await settleStandings(store, run, plan, outcome, lineage, new Date(now).toISOString());
	const ladder = needsLadder(plan, outcome) ? await climb(parts, run, plan, outcome, lineage) : [];

	const { detail, fix } = outcomeText(run, plan, outcome, lineage);
	const finished = (report: string | null): NewRunEvent => ({
		key: "run.finished",
		event: { type: "run.finished", status: outcome.status, durationMs: now - Date.parse(run.createdAt), report, detail, fix },
	});
	// The messages come first, so that the report can say who was told.
	await tellOutcome(parts, courier, run, outcome, [...ladder, finished(null)]);
	await courier.settle(LAST_WORDS_MS);
	const report = await writeReport(parts, store, run, outcome, [...ladder, finished(null)]);
	await store.audit.append(
		{ by: run.requestedBy, action: "run.finish", subject: run.id, detail: { status: outcome.status } },
		new Date(now).toISOString(),
	);
	await closeGuardOf(parts, run, outcome.status, detail);
	return [...ladder, finished(report)];
}

/** A run that wrote something and did not end well needs people, and a proposal of what to try next; not one that was to take the service down. */
function needsLadder({ kind }: Plan, outcome: RunOutcome): boolean {
	if (kind === "stop-writes") return false;
	return outcome.status === "unhealthy" || outcome.status === "failed";
}

/** A report that cannot be written (a full disk) must not undo that the service is well; `backout incident show` makes it again. */
async function writeReport(
	parts: FlowParts,
	store: Store,
	run: Run,
	outcome: RunOutcome,
	events: readonly NewRunEvent[],
): Promise<string | null> {
	const generatedAt = new Date(parts.clock.now()).toISOString();
	const caseFile = await loadCaseFile(store, run.incident, { run: run.id, time: generatedAt, status: outcome.status, events });
	if (caseFile === null) return null;
	const review = reviewCase(caseFile);
	const options = { mask: (text: string) => parts.masker.mask(text), generatedAt };
	try {
		await parts.keepFile(["reports", `${run.incident}.json`], `${JSON.stringify(reportJson(caseFile, review, options), null, 2)}\n`);
		return await parts.keepFile(["reports", `${run.incident}.md`], reportMarkdown(caseFile, review, options));
	} catch {
		return null;
	}
}
