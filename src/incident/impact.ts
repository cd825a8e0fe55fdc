import { isFreeze } from "../core/freeze.ts";
import { readingText } from "../core/reading.ts";
import type { CaseFile } from "../core/report.ts";
import type { Impact, MeasuredChange } from "../core/review.ts";
import { eventsOf } from "../core/run-events.ts";
import type { Signal } from "../core/signal.ts";
import { elapsedMs } from "../core/time.ts";
import { currentRun, decidingAssessment, verdictOf, verifiedIn } from "./facts.ts";
import { requestsLost } from "./requests-lost.ts";

/** What the incident cost, from what was measured; nothing is filled in that was not. */
export function impactOf(file: CaseFile): Impact {
	const releasedAt = decidingAssessment(file)?.deployedAt ?? null;
	const detectedAt = earliest([
		file.incident.openedAt,
		...file.assessments.flatMap(({ at, alert }) => (alert === null ? [at] : [alert.at, at])),
	]);
	const recoveredAt = recoveryTime(file);
	return {
		releasedAt,
		detectedAt,
		rollbackAt: rollbackTime(file),
		recoveredAt,
		durationMs: elapsedMs(releasedAt ?? detectedAt, recoveredAt) ?? elapsedMs(detectedAt, recoveredAt),
		requestsLost: requestsLost(file, { from: releasedAt ?? detectedAt, to: recoveredAt }),
		numbers: measuredChanges(file),
	};
}

function earliest(times: readonly [string, ...string[]]): string {
	return times.reduce((first, time) => (Date.parse(time) < Date.parse(first) ? time : first));
}

function rollbackTime(file: CaseFile): string | null {
	const first = file.runs.find(({ run, plan }) => run.status !== "refused" && !isFreeze(plan.kind)) ?? null;
	return eventsOf(first, "run.started")[0]?.time ?? first?.run.createdAt ?? null;
}

/** A run that left the service unwell takes back every recovery before it. */
function recoveryTime(file: CaseFile): string | null {
	const since = file.runs.slice(file.runs.findLastIndex((run) => verdictOf(run) === "unhealthy") + 1);
	const recovering = since.find((run) => verdictOf(run) === "healthy") ?? null;
	const proof = verifiedIn(recovering).find(({ kind, verification }) => kind !== "bake.sampled" && verification.outcome === "healthy");
	return proof?.verification.at ?? null;
}

function measuredChanges(file: CaseFile): readonly MeasuredChange[] {
	const during = decidingAssessment(file)?.signals ?? [];
	const after = verifiedIn(currentRun(file)).at(-1)?.verification.signals ?? [];
	const names = [...new Set([...during, ...after].map((signal) => signal.name))];
	return names.flatMap((name) => change(name, named(during, name), named(after, name)));
}

function change(name: string, during: Signal | null, after: Signal | null): readonly MeasuredChange[] {
	const measure = (during ?? after)?.measure;
	const before = during?.baseline ?? after?.baseline ?? null;
	const texts = { before: textOf(before), during: textOf(during?.reading ?? null), after: textOf(after?.reading ?? null) };
	const isMeasured = Object.values(texts).some((text) => text !== null);
	return measure === undefined || !isMeasured ? [] : [{ name, measure, ...texts }];
}

function named(signals: readonly Signal[], name: string): Signal | null {
	return signals.find((signal) => signal.name === name) ?? null;
}

function textOf(reading: Signal["reading"] | null): string | null {
	return reading === null ? null : readingText(reading);
}
