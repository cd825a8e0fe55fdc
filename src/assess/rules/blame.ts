import { formatDuration } from "../../core/duration.ts";
import { errorShare } from "../../core/measurement.ts";
import { clockTime } from "../../core/time.ts";
import { CONFIDENCE, levelOf } from "../judge/judge.ts";
import { type Rule, type Saying, SILENT } from "../rule.ts";
import { becauseMeasured, becauseStated } from "../saying.ts";
import { effectSeverity } from "../severity.ts";
import { currentLabel, isBlamedByPerson, type Judged, type Situation, withVerdict } from "../situation.ts";
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

/** Coverage row 29, onset against deploy time: what was as bad before the release is not the release's doing. */
export const wasBadBefore: Rule = {
	name: "was-bad-before",
	group: "veto",
	judge(situation) {
		const begunBefore = beganBefore(situation);
		if (begunBefore !== null) return begunBefore;
		const suffering = withVerdict(situation.judged, "bad", "suspicious");
		if (suffering.length === 0 || !suffering.every((judged) => wasAsBad(judged, situation)) || isBlamedByPerson(situation)) return SILENT;
		if (situation.facts.has("core-broken")) return SILENT;
		const saying = becauseMeasured(suffering, { action: "investigate", severity: "P2", advice: LOOK_OLDER });
		return saying.outcome === "spoke"
			? { ...saying, text: `${saying.text}: it was as bad before ${currentLabel(situation)} took traffic.` }
			: saying;
	},
};

const LOOK_OLDER = "Look for a cause older than this release: a rollback would bring back a release under which the same requests failed.";

/** The judge knows when it began: clearly before the release took traffic. */
function beganBefore(situation: Situation): Saying | null {
	const { verdict, current } = situation;
	const latestMs = onsetOf(verdict)?.latestMs ?? Number.NaN;
	if (!verdict?.isWorse || verdict.onset === null || !(latestMs < Date.parse(current?.deployedAt ?? "")) || isBlamedByPerson(situation))
		return null;
	return {
		outcome: "spoke",
		action: "investigate",
		severity: effectSeverity(verdict, situation.thresholds),
		confidence: levelOf(verdict.confidence),
		text: `It began at ${clockTime(verdict.onset.at)} UTC, before ${currentLabel(situation)} took traffic: ${verdict.text}`,
		evidence: { onset: { ...verdict.onset }, deployedAt: current?.deployedAt ?? null },
		advice: LOOK_OLDER,
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
