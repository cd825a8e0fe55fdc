import type { DecisionAction, Severity, Strategy } from "../core/assessment.ts";
import type { ReleaseChanges } from "../core/changes.ts";
import { formatQuantity } from "../core/number.ts";
import type { Release } from "../core/release.ts";
import type { Situation } from "./situation.ts";
import { ranEarlier, wasReleased } from "./way-back.ts";

/** Minutes from deciding to well again; the runbooks' own (000, 004), until Backout has measured. */
const MINUTES = { "platform-rollback": [2, 5], revert: [5, 10], hotfix: [30, 60], tag: [10, 30] } as const;

/** Coverage row 28: the ways out weighed by time, risk and what is lost, the first choice first; none when there is nothing to get rid of. `ruledOut`: why going back does not help or must not be, null when it may be. */
export function weigh(situation: Situation, action: DecisionAction, severity: Severity, ruledOut: string | null): readonly Strategy[] {
	if (NOT_WEIGHED.includes(action)) return [];
	const ways = action === "hotfix" ? [hotfix, platformRollback, revert, tag] : [platformRollback, revert, hotfix, tag];
	const weighed = ways.map((way) => way(situation, severity, ruledOut));
	return [...weighed.filter(({ fits }) => fits), ...weighed.filter(({ fits }) => !fits)];
}

/** Decisions that no way of these carries out. */
const NOT_WEIGHED: readonly DecisionAction[] = ["none", "wait", "restore-data"];

type Way = (situation: Situation, severity: Severity, ruledOut: string | null) => Strategy;

const platformRollback: Way = (situation, severity, ruledOut) => {
	const before = wayBack(situation);
	const no = notBack(severity, ruledOut) ?? (before === null ? "no older release may come back" : onlyGit(situation));
	return {
		name: "platform-rollback",
		...measured(situation),
		risk: hasMigrations(situation) ? "medium" : "low",
		loses: `nothing in git: the revert must still follow${hasMigrations(situation) ? "; its migration stays in the database" : ""}`,
		fits: no === null,
		why: no ?? `${before?.label ?? "it"} ran before and is there to return to`,
	};
};

const revert: Way = (situation, severity, ruledOut) => {
	const no = notBack(severity, ruledOut);
	return {
		name: "revert",
		minutes: MINUTES.revert,
		isMeasured: false,
		risk: "low",
		loses: lossOf(situation.changes),
		fits: no === null,
		why: no ?? "keeps the next deploy from bringing it back; CI must build and ship it",
	};
};

const hotfix: Way = (situation, severity, ruledOut) => {
	const no = notForward(situation, severity, ruledOut);
	return {
		name: "hotfix",
		minutes: MINUTES.hotfix,
		isMeasured: false,
		risk: severity === "P3" ? "medium" : "high",
		loses: "nothing",
		fits: no === null,
		why: no ?? forward(severity, ruledOut),
	};
};

const tag: Way = (situation, severity, ruledOut) => {
	const aim = olderGood(situation);
	const no = notBack(severity, ruledOut) ?? notTag(situation, severity, aim);
	return {
		name: "tag",
		minutes: MINUTES.tag,
		isMeasured: false,
		risk: "medium",
		loses: aim === null ? "every deploy since the tag" : deploysSince(situation, aim),
		fits: no === null,
		why: no ?? `${aim?.label ?? "it"} is the newest release known to be good`,
	};
};

function hasMigrations({ changes }: Situation): boolean {
	return (changes?.areas.migrations ?? 0) > 0;
}

function notBack(severity: Severity, ruledOut: string | null): string | null {
	return ruledOut ?? (severity === "P3" ? "not worth going back for at P3" : null);
}

function onlyGit({ targetKinds }: Situation): string | null {
	const isOnlyGit = targetKinds !== null && targetKinds.length > 0 && targetKinds.every((kind) => kind === "git");
	return isOnlyGit ? "its releases live in git alone: the revert is the way back" : null;
}

/** P0 and P1 do not wait for new code, unless there is no way back; what a person says cannot be done in 30 minutes is not begun. */
function notForward({ facts }: Situation, severity: Severity, ruledOut: string | null): string | null {
	if (facts.has("no-forward-fix")) return "a person says that it cannot be fixed forward within 30 minutes";
	return ruledOut === null && (severity === "P0" || severity === "P1") ? `30–60 min are too long at ${severity}` : null;
}

function forward(severity: Severity, ruledOut: string | null): string {
	if (ruledOut !== null) return "forward is the way that is left";
	return severity === "P3" ? "keeps the change, and nobody is in a hurry" : "if it is nearly ready: keeps the change";
}

/** The runbooks take an older tag at P0 and P1 alone: it loses the most. */
function notTag(situation: Situation, severity: Severity, aim: Release | null): string | null {
	if (severity === "P2") return "loses too much for P2";
	if (aim === null) return "no older release is known to be good";
	return aim.id === wayBack(situation)?.id ? `${aim.label} is the release before: the platform is there sooner` : null;
}

/** A commit or a tag that nobody recorded and no platform ran is no deploy; where nothing else is known they are counted, and that is said. */
function deploysSince({ current, older }: Situation, aim: Release): string {
	const since = older.slice(
		0,
		older.findIndex(({ id }) => id === aim.id),
	);
	const running = current === null ? [] : [current];
	const isByTagsAlone = since.length > 0 && ![...running, ...since].some(wasReleased);
	const counted = [...running, ...(isByTagsAlone ? since : since.filter(wasReleased))].map(({ label }) => label);
	const named = `${counted.slice(0, 3).join(", ")}${counted.length > 3 ? ", …" : ""}`;
	if (isByTagsAlone) return `${formatQuantity(counted.length, "release")} since ${aim.label} by tags alone (${named}), deployed or not`;
	return `${formatQuantity(counted.length, "deploy")} since ${aim.label} (${named})`;
}

/** What ran, where anything is known to have run. */
function wayBack(situation: Situation): Release | null {
	return ranEarlier(situation).find(({ standing }) => standing === "good" || standing === "unknown") ?? null;
}

function olderGood({ older }: Situation): Release | null {
	return older.find(({ standing }) => standing === "good") ?? null;
}

/** The subjects that hosts give to the merge of a pull request. */
const PULL_REQUEST = /^Merge pull request (#\d+)\b|\((#\d+)\)$/;

function lossOf(changes: ReleaseChanges | null): string {
	if (changes === null) return "the whole change";
	const requests = changes.commits.flatMap(({ subject }) => {
		const [, merged, squashed] = PULL_REQUEST.exec(subject) ?? [];
		return merged ?? squashed ?? [];
	});
	const named = requests.length === 0 ? "" : ` (${requests.slice(0, 5).join(", ")}${requests.length > 5 ? ", …" : ""})`;
	return `${formatQuantity(changes.commitCount, "commit")}${named}`;
}

function measured({ runDurationsMs }: Situation): Pick<Strategy, "minutes" | "isMeasured"> {
	if (runDurationsMs.length === 0) return { minutes: MINUTES["platform-rollback"], isMeasured: false };
	return { minutes: [Math.min(...runDurationsMs) / 60_000, Math.max(...runDurationsMs) / 60_000], isMeasured: true };
}
