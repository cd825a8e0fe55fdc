import type { Series } from "../../core/series.ts";
import type { ReleaseJudgement } from "../../core/verdict.ts";
import { type AlignedSeries, alignSamples } from "../series/align.ts";
import { blameFor, type Relative } from "./blame.ts";
import { type Change, changesOf, effectOf, isBad } from "./change.ts";
import { withoutIncidents } from "./incidents.ts";
import { nearbyDeploy, nearbyText } from "./nearby.ts";
import { type OnsetMs, onsetOf, onsetText } from "./onset.ts";
import type { JudgeSettings, ReleaseCase } from "./release.ts";
import { blameText, changeText, onsetPhrase } from "./sentence.ts";
import { inside } from "./stretch.ts";
import { couldTell, gotWorse } from "./suspects.ts";
import { isBlank, type View } from "./view.ts";

/** Confidence in the release's blame while a dependency cannot be seen. */
const IF_BLIND = 0.8;

/** One bad change with when it began and who is to blame for it. */
interface Blamed {
	readonly change: Change;
	readonly onset: OnsetMs | null;
	readonly blame: ReleaseJudgement["blame"];
	/** The release's own share. */
	readonly release: number;
}

/** Something is worse, and surely so: who is to blame? Of several things the one counts that speaks most against the release: that a dependency explains the errors does not explain the latency. */
export function worse(asked: ReleaseCase, view: View, changes: readonly Change[]): ReleaseJudgement {
	const relatives = (series: readonly Series[]) => series.map((one) => relativeOf(alignSamples(one, view.nowMs), view));
	const [dependencies, callers, unchanged] = [relatives(asked.dependencies), relatives(asked.callers), relatives(asked.unchanged)];
	const around = { ...view, service: relativeOf(view.service, view), dependencies, callers, unchanged, otherDeploys: asked.otherDeploys };
	const [main, ...others] = changes
		.filter(isBad)
		.map((change): Blamed => {
			const onset = onsetOf(view.quiet, change);
			const blame = blameFor({ ...around, change, onset });
			const release = blame.find(({ suspect }) => suspect === "release")?.share ?? 0;
			return { change: sinceOnset(change, onset, view, asked.settings), onset, blame, release };
		})
		.toSorted((a, b) => b.release - a.release);
	if (main === undefined) throw new Error("worse() is asked only about changes of which one is bad");
	const isTheRelease = main.release >= 0.5;
	const unmeasured = dependencies.filter(isUnmeasured);
	const certainty = isTheRelease ? main.release * (unmeasured.length === 0 ? 1 : IF_BLIND) : 1 - main.release;
	const names = (series: readonly Relative[]) => series.map(({ name }) => name);
	const nearby = nearbyDeploy({ ...around, onset: main.onset });
	const blame = [
		blameText(main.blame, names(dependencies), names(unmeasured)),
		nearby === null ? "" : nearbyText(nearby, main.onset, view.deployedAtMs),
	]
		.filter((text) => text !== "")
		.join("; ");
	return {
		release: asked.release,
		verdict: isTheRelease ? "bad" : "not-enough-evidence",
		confidence: Math.min(0.99, certainty * (1 - 0.05 * Math.sqrt(main.change.p / main.change.level))),
		isWorse: true,
		effects: [main.change, ...changes.filter((change) => !isSame(change, main.change))].map(effectOf),
		onset: main.onset === null ? null : onsetText(main.onset),
		blame: main.blame,
		visibleInMs: null,
		text: sentenceOfWorse(main, others, view, blame),
		latchedAt: isTheRelease ? new Date(view.nowMs).toISOString() : null,
	};
}

/** How large the change is since it began: trouble of the last minutes must not be told as thin as half an hour makes it. How sure it is stays as it was found. */
function sinceOnset(change: Change, onset: OnsetMs | null, view: View, settings: JudgeSettings): Change {
	if (onset === null || onset.atMs <= view.fromMs + view.slackMs) return change;
	const late = { ...view, after: inside(view.after, onset.atMs, view.nowMs), fromMs: onset.atMs };
	const found = changesOf(late, settings).find((one) => isSame(one, change));
	return found === undefined ? change : { ...change, after: found.after, change: found.change, low: found.low, high: found.high };
}

function isSame(one: Change, other: Change): boolean {
	return one.measure === other.measure && one.statistic === other.statistic;
}

/** What can be said of each dependency by itself, while the service is not surely worse: a rule must not act on a threshold when the cause may lie there. */
export function dependenciesOf(asked: ReleaseCase, view: View): NonNullable<ReleaseJudgement["dependencies"]> {
	return asked.dependencies.map((series) => {
		const relative = relativeOf(alignSamples(series, view.nowMs), view);
		return { name: relative.name, state: isUnmeasured(relative) ? "unknown" : gotWorse(relative) ? "worse" : "as-before" };
	});
}

/** Both stretches of one series. */
function relativeOf({ name, samples, isProbed }: AlignedSeries, { baselineFromMs, baselineToMs, fromMs, nowMs }: View): Relative {
	return { name, isProbed, before: withoutIncidents(inside(samples, baselineFromMs, baselineToMs)), after: inside(samples, fromMs, nowMs) };
}

/** Nothing was seen of it since the deploy, or too little of our own looking to tell anything by. */
function isUnmeasured(relative: Relative): boolean {
	return relative.after.every(isBlank) || (relative.isProbed && !couldTell(relative));
}

function sentenceOfWorse({ change, onset }: Blamed, others: readonly Blamed[], view: View, blame: string): string {
	const what = [change, ...others.map((other) => other.change)].map(changeText).join(" and ");
	return `${what} ${onsetPhrase(onset, view.deployedAtMs, view.slackMs)}${blame === "" ? "" : `; ${blame}`}`;
}
