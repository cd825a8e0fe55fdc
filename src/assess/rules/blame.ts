import { formatDuration } from "../../core/duration.ts";
import type { JsonValue } from "../../core/json.ts";
import { errorShare } from "../../core/measurement.ts";
import { clockTime } from "../../core/time.ts";
import { CONFIDENCE, levelOf } from "../judge/judge.ts";
import { type Rule, type Saying, SILENT } from "../rule.ts";
import { becauseMeasured, becauseStated } from "../saying.ts";
import { effectSeverity } from "../severity.ts";
import { currentLabel, isBlamedByPerson, type Judged, type Situation, withVerdict } from "../situation.ts";
import { returnedTo, takenBackToo } from "../way-back.ts";
import { onsetOf } from "./onset.ts";

/** Row 30, stage before: what was not deployed cannot be rolled back. A service that measurably suffers by itself is left to the other rules. */
export const deployNotBegun: Rule = {
	name: "deploy-not-begun",
	group: "veto",
	judge(situation) {
		const suffers = withVerdict(situation.judged, "bad", "suspicious").length > 0;
		if (situation.stage !== "before" || suffers || situation.trouble === "no") return SILENT;
		return {
			outcome: "spoke",
			action: "wait",
			severity: "P3",
			confidence: CONFIDENCE.sure,
			text: `The deploy has not begun: ${currentLabel(situation)} still runs, and there is nothing to roll back.`,
			evidence: { stage: situation.stage },
			advice: "Do not ship the release until it is fixed.",
		};
	},
};

/** Coverage row 29 and the guardrails: a release that went live long ago, or that nobody can name, is not known to be the cause. */
export const noReleaseToBlame: Rule = {
	name: "no-release-to-blame",
	group: "veto",
	judge(situation) {
		if (situation.trouble === "no") return SILENT;
		if (situation.current === null)
			return toInvestigate("No target could say which release runs, so none can be blamed.", { current: null });
		if (isBlamedByPerson(situation) || situation.stage === "during" || situation.blameWindowMs === null) return SILENT;
		const deployedMs = Date.parse(situation.current.deployedAt ?? "");
		if (Number.isNaN(deployedMs)) return { outcome: "unknown", missing: `when ${situation.current.label} was deployed` };
		const onset = onsetOf(situation.verdict);
		const ageMs = (onset?.atMs ?? situation.now) - deployedMs;
		if (ageMs <= situation.blameWindowMs || situation.verdict?.verdict === "bad") return SILENT;
		const text =
			onset === null
				? `${situation.current.label} has run for ${formatDuration(ageMs)}; nothing was deployed within the last ${formatDuration(situation.blameWindowMs)}.`
				: `${situation.current.label} had run for ${formatDuration(ageMs)} when the trouble began.`;
		return toInvestigate(text, { deployedAt: situation.current.deployedAt, ageMs, blameWindowMs: situation.blameWindowMs });
	},
};

function toInvestigate(text: string, evidence: Readonly<Record<string, string | number | null>>) {
	return {
		outcome: "spoke",
		action: "investigate",
		severity: "P3",
		confidence: CONFIDENCE.leaning,
		text,
		evidence,
		advice: "Look for another cause first: dependencies, infrastructure, load, configuration, certificates.",
	} as const;
}

/** Up to this many times the earlier error rate counts as the same trouble, because error rates wander by themselves. */
const SAME = 1.5;

/** Coverage row 29, onset against deploy time: what was as bad before the release is not its doing, and going back to what ran then does not mend it. Where the rollback goes past what ran then (a fix that did not help) it is only noted. */
export const wasBadBefore: Rule = {
	name: "was-bad-before",
	group: "veto",
	judge: (situation) => (isBlamedByPerson(situation) ? SILENT : (beganBefore(situation) ?? wereAsBad(situation))),
};

const LOOK_OLDER = "Look for a cause older than this release: a rollback would bring back a release under which the same requests failed.";

/** The judge knows when it began: clearly before the release took traffic. */
function beganBefore(situation: Situation): Saying | null {
	const { verdict, current } = situation;
	const latestMs = onsetOf(verdict)?.latestMs ?? Number.NaN;
	if (!verdict?.isWorse || verdict.onset === null || !(latestMs < Date.parse(current?.deployedAt ?? ""))) return null;
	const evidence = { onset: { ...verdict.onset }, deployedAt: current?.deployedAt ?? null };
	const began = `It began at ${clockTime(verdict.onset.at)} UTC, before ${currentLabel(situation)} took traffic`;
	if (goesPast(situation, latestMs)) return pastIt(situation, began, evidence);
	return {
		outcome: "spoke",
		action: "investigate",
		severity: effectSeverity(verdict, situation.thresholds),
		confidence: levelOf(verdict.confidence),
		text: `${began}: ${verdict.text}`,
		evidence,
		advice: LOOK_OLDER,
	};
}

/** Nobody knows when it began, and the time right before the release was as bad. */
function wereAsBad(situation: Situation): Saying {
	const suffering = withVerdict(situation.judged, "bad", "suspicious");
	if (suffering.length === 0 || !suffering.every((judged) => wasAsBad(judged, situation))) return SILENT;
	if (situation.facts.has("core-broken")) return SILENT;
	const saying = becauseMeasured(suffering, { action: "investigate", severity: "P2", advice: LOOK_OLDER });
	if (saying.outcome !== "spoke") return saying;
	if (goesPast(situation, null)) return pastIt(situation, `It was as bad before ${currentLabel(situation)} took traffic`, saying.evidence);
	return { ...saying, text: `${saying.text}: it was as bad before ${currentLabel(situation)} took traffic.` };
}

/** Whether the rollback returns to a release that no longer ran when the trouble began (null: right before the current release). */
function goesPast(situation: Situation, beganMs: number | null): boolean {
	const ended = takenBackToo(situation).at(-1);
	if (ended === undefined) return false;
	return beganMs === null || !(beganMs < Date.parse(ended.deployedAt ?? ""));
}

function pastIt(situation: Situation, text: string, evidence: JsonValue): Saying {
	const between = takenBackToo(situation).map(({ label }) => label);
	const shown = `${between.slice(0, 3).join(", ")}${between.length > 3 ? ", …" : ""}`;
	const to = returnedTo(situation)?.label ?? "an older release";
	return {
		outcome: "noted",
		text: `${text}, under ${shown}: a rollback takes that back too, and returns to ${to}.`,
		evidence,
		isDoubt: false,
	};
}

function wasAsBad({ signal }: Judged, { thresholds }: Situation): boolean {
	const now = errorShare(signal.reading);
	const before = errorShare(signal.baseline);
	if (now === null || before === null || (before.total !== null && before.total < thresholds.minimumRequests)) return false;
	return before.ratio >= thresholds.errorsInvestigate && now.ratio <= before.ratio * SAME;
}

/** Runbook 001 after the rollback: the release is back and the data is still damaged, so only the data can be mended. */
export const corruptionRemains: Rule = {
	name: "corruption-remains",
	group: "veto",
	judge(situation) {
		if (!situation.facts.has("corruption") || situation.returnedBy === null) return SILENT;
		const text = `${currentLabel(situation)} was brought back by ${situation.returnedBy} and data is still damaged: another rollback cannot mend it.`;
		const advice = "Assess the damage with SQL, then restore from the backup or run a data fix, verify, and resume writes.";
		return becauseStated(situation, "corruption", text, { action: "restore-data", severity: "P0", advice });
	},
};

/** Never a rollback of a rollback by itself: the failure ladder (coverage row 42) goes on with people. */
export const alreadyRolledBack: Rule = {
	name: "already-rolled-back",
	group: "veto",
	judge(situation) {
		if (situation.returnedBy === null || situation.trouble === "no") return SILENT;
		// An undo went forward again to what was rolled back for being bad: then the good release is the way, not the ladder.
		if (situation.current?.standing === "bad") return SILENT;
		return {
			outcome: "spoke",
			action: "investigate",
			severity: "P2",
			confidence: CONFIDENCE.leaning,
			text: `${currentLabel(situation)} was brought back by ${situation.returnedBy} already, and the service is not known to be well.`,
			evidence: { returnedBy: situation.returnedBy },
			advice:
				"Read the state again and redeploy it cleanly, then try the last known stable release, a snapshot, maintenance mode; call for help at each rung.",
		};
	},
};
