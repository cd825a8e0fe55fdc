import { formatDuration } from "../../core/duration.ts";
import type { Blame, ReleaseJudgement } from "../../core/verdict.ts";
import { CONFIDENCE, levelOf } from "../judge/judge.ts";
import { isMuchNearer, type OtherDeploy } from "../judge/nearby.ts";
import { type Rule, type Saying, SILENT } from "../rule.ts";
import { effectSeverity } from "../severity.ts";
import { currentLabel, isBlamedByPerson, isPastDeadline, ofMeasure, type Situation, withVerdict } from "../situation.ts";
import { type OnsetMs, onsetOf } from "./onset.ts";

/** A suspect is the main one when it has more of the blame than all others together. */
const MAJORITY = 0.5;

/** Coverage row 29 and runbook 001: when a dependency broke, going back does not mend it; ours is mended there, an outside one is waited out. */
export const dependencyToBlame: Rule = {
	name: "dependency-to-blame",
	group: "veto",
	judge(situation) {
		const { verdict } = situation;
		const main = verdict?.blame[0];
		if (!verdict?.isWorse || main === undefined || !isDependencyMain(verdict) || isBlamedByPerson(situation)) return SILENT;
		return blameDependency(situation, verdict, main);
	},
};

/** Whether one dependency has more of the blame than everything else. */
export function isDependencyMain({ blame: [main] }: ReleaseJudgement): boolean {
	return main?.suspect === "dependency" && main.share > MAJORITY;
}

function blameDependency(situation: Situation, verdict: ReleaseJudgement, { name, share }: Blame): Saying {
	const dependency = name ?? "a dependency";
	const isOutside = name !== null && situation.ownServices !== null && !situation.ownServices.includes(name);
	return {
		outcome: "spoke",
		action: isOutside ? "wait" : "investigate",
		severity: effectSeverity(verdict, situation.thresholds),
		confidence: levelOf(share),
		// The judge's sentence names it, with the numbers.
		text: verdict.text,
		evidence: { dependency, share, isOutside, blame: verdict.blame.map((blame) => ({ ...blame })) },
		advice: isOutside
			? `Wait for ${dependency}, follow its status page and tell the users: rolling ${situation.place.service} back would not help. Assess again when it is well.`
			: `Fix ${dependency}, not ${situation.place.service}: rolling ${situation.place.service} back would not help. Begin with \`backout assess ${dependency}\`.`,
	};
}

/** Right after the deploy not every dependency has been looked at yet, in milliseconds; ours: six parts of ten seconds. */
const FIRST_LOOKS_MS = 60_000;

/** Thresholds are passed before the judge can compare: while a dependency got worse as well, or has not been seen since the deploy, nobody is blamed by a threshold alone, until the deadline. */
export const dependencyUnclear: Rule = {
	name: "dependency-unclear",
	group: "veto",
	judge(situation) {
		const { verdict } = situation;
		if (verdict?.verdict !== "not-enough-evidence" || verdict.isWorse || isBlamedByPerson(situation) || isPastDeadline(situation))
			return SILENT;
		const bad = withVerdict(situation.judged, "bad");
		const suspects = suspectsOf(situation, verdict);
		if (bad.length === 0 || suspects.length === 0) return SILENT;
		const names = suspects.map(({ name }) => name).join(" and ");
		const isSeen = suspects.some(({ state }) => state === "worse");
		const why = isSeen
			? `${names}, which it calls, got worse since the deploy as well`
			: `${names}, which it calls, has not been measured since the deploy yet`;
		return {
			outcome: "spoke",
			action: "investigate",
			severity: "P1",
			confidence: CONFIDENCE.leaning,
			text: `${bad.map(({ judgement }) => judgement.text).join("; ")}. It is too early to blame ${currentLabel(situation)}: ${why}.`,
			evidence: { suspects: suspects.map((suspect) => ({ ...suspect })) },
			advice: `Look again in a few seconds, and look at ${names} meanwhile: \`backout assess ${suspects[0]?.name ?? ""}\`.`,
		};
	},
};

/** Those that got worse, or else those nobody has seen since the deploy, as long as it is fresh and the service itself answers. */
function suspectsOf(situation: Situation, { dependencies = [] }: ReleaseJudgement): NonNullable<ReleaseJudgement["dependencies"]> {
	const worse = dependencies.filter(({ state }) => state === "worse");
	if (worse.length > 0) return worse;
	const deployedMs = Date.parse(situation.current?.deployedAt ?? "");
	const isFresh = situation.now - deployedMs < FIRST_LOOKS_MS;
	const isDown = withVerdict(ofMeasure(situation, "health"), "bad").length > 0;
	return isFresh && !isDown ? dependencies.filter(({ state }) => state === "unknown") : [];
}

/** Coverage row 29, older instances and other zones: what is as bad where the release did not go is not mended by going back. */
export const asBadElsewhere: Rule = {
	name: "as-bad-elsewhere",
	group: "veto",
	judge(situation) {
		const { verdict } = situation;
		const place = verdict === null ? null : asBadPlace(verdict);
		if (!verdict?.isWorse || place === null || isBlamedByPerson(situation)) return SILENT;
		return {
			outcome: "spoke",
			action: "investigate",
			severity: effectSeverity(verdict, situation.thresholds),
			confidence: levelOf(verdict.blame[0]?.share ?? 0),
			// The judge's sentence names the place.
			text: verdict.text,
			evidence: { place, blame: verdict.blame.map((blame) => ({ ...blame })) },
			advice: `Look for what ${situation.place.service} and ${place} share (a dependency, infrastructure, load): rolling back would not help.`,
		};
	},
};

/** Where the release did not go and it is as bad, when that speaks louder than everything else; else null. */
export function asBadPlace({ blame: [main] }: ReleaseJudgement): string | null {
	return main?.suspect === "unknown" && main.share > MAJORITY ? (main.seenIn ?? null) : null;
}

/** Coverage row 29: when another deploy lies where the trouble began, or as long before it as a deploy takes to be felt, and ours clearly before that, the other is looked at first. */
export const otherDeploy: Rule = {
	name: "other-deploy",
	group: "veto",
	judge(situation) {
		const { verdict } = situation;
		const onset = onsetOf(verdict);
		const deployedMs = Date.parse(situation.current?.deployedAt ?? "");
		if (!verdict?.isWorse || onset === null || isBlamedByPerson(situation) || !(deployedMs < onset.earliestMs)) return SILENT;
		const [nearest] = situation.otherDeploys
			.filter((one) => one.service !== situation.place.service && (isWithin(onset, one) || isMuchNearer(onset, deployedMs, one)))
			.toSorted((one, other) => Math.abs(one.atMs - onset.atMs) - Math.abs(other.atMs - onset.atMs));
		if (nearest === undefined) return SILENT;
		// How long before, the judge's sentence tells.
		const other = isWithin(onset, nearest) ? `, and ${nearest.service} was deployed at that moment` : "";
		const text = `It began ${formatDuration(onset.atMs - deployedMs)} after ${currentLabel(situation)} took traffic${other}: ${verdict.text}`;
		return {
			outcome: "spoke",
			action: "investigate",
			severity: effectSeverity(verdict, situation.thresholds),
			confidence: CONFIDENCE.leaning,
			text,
			evidence: {
				service: nearest.service,
				at: new Date(nearest.atMs).toISOString(),
				onset: verdict.onset === null ? null : { ...verdict.onset },
			},
			advice: `Look at the deploy of ${nearest.service} first: it is nearer to where the trouble began.`,
		};
	},
};

function isWithin({ earliestMs, latestMs }: Pick<OnsetMs, "earliestMs" | "latestMs">, { atMs }: OtherDeploy): boolean {
	return atMs >= earliestMs && atMs <= latestMs;
}
