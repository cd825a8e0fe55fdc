import { olderThan, unavailability, wasLeftFor } from "../core/lineage.ts";
import { placeText } from "../core/place.ts";
import type { Release } from "../core/release.ts";
import { type Choice, type ChoiceInput, labels, refuse, standingText } from "./choice.ts";

/** The newest known-good release of the candidates (those older than the current one, when left out); on the first day, for a person, the newest of unknown standing. */
export function chooseKnown(input: ChoiceInput, candidates: readonly Release[] = olderOthers(input)): Choice {
	const returnable = candidates.filter((release) => unavailability(release, input.targets) === null);
	const good = returnable.find((release) => release.standing === "good");
	if (good !== undefined) return chosen(good, candidates, input);
	if (candidates.every((release) => release.standing === "bad" || release.standing === "never")) return nothingLeft(input, candidates);
	const unknown = returnable.find((release) => release.standing === "unknown");
	if (unknown === undefined) return allGone(input, candidates);
	if (input.isAutomatic || input.kind === "stable-release") return notKnownGood(input, unknown);
	const firstDay = `${unknown.label} is not known to be good: nothing older is. It is the newest earlier release that can be returned to.`;
	return chosen(unknown, candidates, input, [firstDay]);
}

function olderOthers(input: ChoiceInput): readonly Release[] {
	if (input.current.state !== "one") return [];
	const { release } = input.current;
	return olderThan(input.releases, release.id).filter(
		(older) => !runsTheSame(older, release, input.targets) && !wasLeftFor(release, older),
	);
}

/** A release recorded twice can stand in the ledger under two names; returning to the same thing would change nothing. */
function runsTheSame(one: Release, other: Release, targets: readonly string[]): boolean {
	const known = targets.filter((target) => one.targets[target] !== undefined);
	return known.length > 0 && known.every((target) => one.targets[target]?.id === other.targets[target]?.id);
}

function chosen(to: Release, candidates: readonly Release[], input: ChoiceInput, first: readonly string[] = []): Choice {
	const between = candidates.slice(0, candidates.indexOf(to));
	const gone = between.flatMap((release) => goneText(release, input.targets));
	const lost = between.length === 0 ? [] : [`This also takes back what came between: ${labels(between)}.`];
	return { outcome: "chosen", to, warnings: [...first, ...gone, ...lost] };
}

function goneText(release: Release, targets: readonly string[]): readonly string[] {
	const gone = unavailability(release, targets);
	return release.standing === "good" && gone !== null ? [`${release.label} is good and newer, but cannot be returned to: ${gone}.`] : [];
}

function nothingLeft(input: ChoiceInput, candidates: readonly Release[]): Choice {
	const left = leftFor(input);
	if (left !== null) return onlyWhatWasLeft(input, left, candidates);
	const why = candidates.length === 0 ? "nothing older is known" : ruledOut(candidates);
	return refuse(
		"no-release-to-return-to",
		`${placeText(input.place)} has no release to return to: ${why}.`,
		candidates.length === 0
			? "Fix forward, or tell Backout of an earlier release that its platform still has: `backout record`."
			: "Fix forward. If a bad verdict is wrong, a person may insist with `--to <release>`.",
	);
}

function ruledOut(candidates: readonly Release[]): string {
	return `every older one is ruled out: ${candidates.slice(0, 5).map(standingText).join(", ")}`;
}

/** What would be older by its platform's count. */
function leftFor({ current, releases }: ChoiceInput): { readonly current: Release; readonly left: Release } | null {
	if (current.state !== "one") return null;
	const { release } = current;
	const left = olderThan(releases, release.id).find((older) => wasLeftFor(release, older));
	return left === undefined ? null : { current: release, left };
}

function onlyWhatWasLeft(
	input: ChoiceInput,
	{ current, left }: { readonly current: Release; readonly left: Release },
	candidates: readonly Release[],
) {
	const others = candidates.length === 0 ? "" : `; ${ruledOut(candidates)}`;
	return refuse(
		"no-release-to-return-to",
		`${placeText(input.place)} has no release to return to: ${left.label} ran before, but ${current.label} is older, and was brought back in its place${others}.`,
		`Fix forward; or go forward to it again, if that is what you want: \`--to ${left.label}\`.`,
	);
}

function allGone(input: ChoiceInput, candidates: readonly Release[]): Choice {
	const gone = candidates.slice(0, 5).map((release) => `${release.label} (${unavailability(release, input.targets) ?? release.standing})`);
	return refuse(
		"release-unavailable",
		`No older release of ${placeText(input.place)} can be returned to any more: ${gone.join(", ")}.`,
		"Bring one back where it was (pull the image, restore the directory), or fix forward.",
	);
}

function notKnownGood(input: ChoiceInput, unknown: Release): Choice {
	const who = input.isAutomatic ? "Automation returns" : "A stable release is asked for, and Backout returns";
	return refuse(
		"not-known-good",
		`${who} only to a release that is known good; of the older releases of ${placeText(input.place)} none is (the newest is ${unknown.label}).`,
		`Confirm it with \`backout record ${input.place.service} ${unknown.label} -e ${input.place.environment} --good\`, or choose it yourself with \`--to ${unknown.label}\`.`,
	);
}
