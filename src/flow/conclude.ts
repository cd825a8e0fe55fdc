import { runningText } from "../core/lineage.ts";
import { placeText } from "../core/place.ts";
import type { Plan } from "../core/plan.ts";
import type { NewRunEvent, Run } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { reviewCase } from "../incident/index.ts";
import { reportJson, reportMarkdown } from "../report/index.ts";
import type { RunOutcome } from "../run/stages.ts";
import { loadCaseFile } from "./case-file.ts";
import type { Courier } from "./courier.ts";
import { climb } from "./ladder.ts";
import { gatherLineage, HISTORY_LIMIT, type Lineage } from "./lineage.ts";
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
	const lineage = await gatherLineage(connected, await store.ledger.list(run, HISTORY_LIMIT));
	const now = parts.clock.now();
	await settleStandings(store, run, plan, outcome, lineage, new Date(now).toISOString());
	const ladder = needsLadder(outcome) ? [await climb(parts, run, plan, outcome, lineage)] : [];

	const { detail, fix } = describe(run, plan, outcome, lineage);
	const finished = (report: string | null): NewRunEvent => ({
		key: "run.finished",
		event: { type: "run.finished", status: outcome.status, durationMs: now - Date.parse(run.createdAt), report, detail, fix },
	});
	const report = await writeReport(parts, store, run, [...ladder, finished(null)]);
	await tellOutcome(parts, courier, run, outcome, [...ladder, finished(report)]);
	await courier.settle(LAST_WORDS_MS);
	await store.audit.append(
		{ by: run.requestedBy, action: "run.finish", subject: run.id, detail: { status: outcome.status } },
		new Date(now).toISOString(),
	);
	return [...ladder, finished(report)];
}

/** A run that wrote something and did not end well needs people, and a proposal of what to try next. */
function needsLadder(outcome: RunOutcome): boolean {
	return outcome.status === "unhealthy" || outcome.status === "failed";
}

async function writeReport(parts: FlowParts, store: Store, run: Run, events: readonly NewRunEvent[]): Promise<string | null> {
	const caseFile = await loadCaseFile(store, run.incident, { run: run.id, time: new Date(parts.clock.now()).toISOString(), events });
	if (caseFile === null) return null;
	const review = reviewCase(caseFile);
	const options = { mask: (text: string) => parts.masker.mask(text), generatedAt: new Date(parts.clock.now()).toISOString() };
	await parts.keepFile(["reports", `${run.incident}.json`], `${JSON.stringify(reportJson(caseFile, review, options), null, 2)}\n`);
	return await parts.keepFile(["reports", `${run.incident}.md`], reportMarkdown(caseFile, review, options));
}

/** What is where, and how to go on or back. */
function describe(run: Run, plan: Plan, outcome: RunOutcome, lineage: Lineage): { readonly detail: string; readonly fix: string | null } {
	const where = whatIsWhere(run, lineage);
	const { steps } = outcome;
	if (steps.kind === "refused") return { detail: `${steps.reason}. Nothing was written.`, fix: steps.fix };
	if (steps.kind === "cancelled")
		return { detail: `${steps.reason}. ${where}`, fix: `plan again: backout plan ${run.service} -e ${run.environment}` };
	if (steps.kind === "failed")
		return {
			detail: `step ${steps.step} failed: ${steps.detail}. ${where}`,
			fix: `${steps.fix}; to go on: backout run ${run.service} -e ${run.environment}; to go back: backout undo ${run.id}`,
		};
	if (outcome.status === "succeeded")
		return {
			detail:
				`${placeText(run)} runs ${plan.to?.label ?? "the earlier release"} again and is well. ${outcome.bake?.text ?? outcome.verification?.text ?? ""}`.trim(),
			fix: null,
		};
	const why = outcome.bake?.text ?? outcome.verification?.text ?? "nothing could be verified";
	return {
		detail: `${placeText(run)} was rolled back to ${plan.to?.label ?? "the earlier release"} but is not proven well: ${why}. ${where}`,
		fix: `see the ladder in the report, or: backout incident show ${run.incident}`,
	};
}

function whatIsWhere(run: Run, lineage: Lineage): string {
	const told = Object.entries(lineage.currents).map(([target, targetRelease]) => {
		if (targetRelease === null) return `${target}: unknown (${lineage.silent[target] ?? "it does not say"})`;
		const release = lineage.releases.find((known) => known.targets[target]?.id === targetRelease.id) ?? null;
		return runningText([{ target, targetRelease, release }]);
	});
	return told.length === 0 ? `${placeText(run)} has no target that says what it runs.` : `Now ${told.join(", ")}.`;
}
