import { isFreeze } from "../core/freeze.ts";
import { oneLine } from "../core/reading.ts";
import type { Release } from "../core/release.ts";
import type { LadderInput, RungAnswer } from "./ladder-input.ts";

/** Rung 1: read the platforms' state again and deploy the same release from scratch; a half-landed rollback often needs no more (runbook 002). */
export function cleanRedeploy({ plan, releases }: LadderInput): RungAnswer {
	// What was brought back is the release that ran all the time.
	const release = isFreeze(plan.kind) ? plan.from : plan.to;
	if (release === null) return absent("Read the platforms' state again and deploy the release from scratch.", "the plan names no release");
	const { id, label } = release;
	const text = `Read the platforms' state again and deploy ${label} from scratch, even where it seems to run.`;
	if (plan.kind === "redeploy") return absent(text, "that is what this run tried");
	const known = releases.find((release) => release.id === id);
	const obstacle = known === undefined ? null : obstacleTo(known);
	return obstacle === null ? { text, request: { kind: "redeploy", to: id }, unavailable: null } : absent(text, `${label} ${obstacle}`);
}

/** Rung 2: the newest release that is known good and was not a part of this run. Automation and people alike get only proven releases here. */
export function stableRelease({ plan, releases, tried }: LadderInput): RungAnswer {
	// The release that a failed undo left is the one that was well.
	const used = [plan.kind === "undo" ? undefined : plan.from?.id, plan.to?.id, ...tried];
	const others = releases.filter((release) => !used.includes(release.id)).toSorted(newestFirst);
	const stable = others.find((release) => release.standing === "good" && obstacleTo(release) === null);
	if (stable === undefined) return absent("Return to a known stable release.", whyNone(others));
	const since = stable.deployedAt === null ? "" : `, live on ${stable.deployedAt.slice(0, 10)}`;
	return {
		text: `Return to ${stable.label}, the newest other release known good${since}.`,
		request: { kind: "stable-release", to: stable.id },
		unavailable: null,
	};
}

function whyNone(others: readonly Release[]): string {
	const good = others.filter((release) => release.standing === "good");
	const first = good[0];
	if (first === undefined)
		return "no other release is known good; a person may confirm one with `backout record <service> <release> --good`";
	return `${first.label} is known good, but ${obstacleTo(first) ?? "cannot be returned to"}`;
}

/** Why a release cannot be returned to, or null. A release that no target knows cannot be reached: an empty set never means all. */
function obstacleTo(release: Release): string | null {
	if (release.standing === "bad" || release.standing === "never") return `is marked ${release.standing}${because(release.standingReason)}`;
	const targets = Object.entries(release.targets);
	if (targets.length === 0) return "is on no target any more";
	const gone = targets.find(([, target]) => target.unavailable !== null);
	return gone === undefined ? null : `is gone from ${gone[0]}${because(gone[1].unavailable)}`;
}

function because(reason: string | null): string {
	return reason === null || reason === "" ? "" : ` (${oneLine(reason)})`;
}

function newestFirst(a: Release, b: Release): number {
	return (b.deployedAt ?? "").localeCompare(a.deployedAt ?? "");
}

function absent(text: string, unavailable: string): RungAnswer {
	return { text, request: null, unavailable };
}
