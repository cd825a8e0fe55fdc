import { type ReleaseLookup, releaseName, unavailability } from "../core/lineage.ts";
import { placeText } from "../core/place.ts";
import type { Release } from "../core/release.ts";
import { type Choice, type ChoiceInput, labels, refuse, standingText } from "./choice.ts";

/** The release a person named, when it exists, may come back and can; a bad one is allowed to a person with a loud warning. */
export function chooseWanted(input: ChoiceInput, wanted: ReleaseLookup): Choice {
	if (wanted.outcome !== "found") return notFound(input, wanted);
	const { release } = wanted;
	const refused = neverBack(release) ?? gone(input, release) ?? same(input, release) ?? notForAutomation(input, release);
	if (refused !== null) return refused;
	return { outcome: "chosen", to: release, warnings: [...standingWarnings(release), ...orderWarnings(input, release)] };
}

function notFound(input: ChoiceInput, wanted: Exclude<ReleaseLookup, { outcome: "found" }>): Choice {
	const history = `\`backout history ${input.place.service}\` lists them all.`;
	if (wanted.outcome === "ambiguous") {
		const reason = `"${wanted.text}" may be any of ${wanted.matches.map((match) => releaseName(match).id).join(", ")} of ${placeText(input.place)}.`;
		return refuse("ambiguous-release", reason, `Name one in full. ${history}`);
	}
	const nearest = wanted.nearest.length === 0 ? "" : `Did you mean ${wanted.nearest.join(", ")}? `;
	return refuse("unknown-release", `${placeText(input.place)} has no release "${wanted.text}".`, `${nearest}${history}`);
}

function neverBack(release: Release): Choice | null {
	if (release.standing !== "never") return null;
	return refuse("never", `${release.label} must never come back${because(release)}.`, "Return to another release, or fix forward.");
}

function gone(input: ChoiceInput, release: Release): Choice | null {
	const why = unavailability(release, input.targets);
	if (why === null) return null;
	return refuse(
		"release-unavailable",
		`${release.label} cannot be returned to any more: ${why}.`,
		"Bring it back where it was (pull the image, restore the directory), or choose another release.",
	);
}

function same({ current, kind, place }: ChoiceInput, release: Release): Choice | null {
	if (kind === "redeploy" || current.state !== "one" || current.release.id !== release.id) return null;
	return refuse("same-release", `${placeText(place)} runs ${release.label} already.`, "Choose another release with `--to`.");
}

function notForAutomation(input: ChoiceInput, release: Release): Choice | null {
	if (!input.isAutomatic || release.standing === "good" || input.kind === "redeploy") return null;
	return refuse(
		"not-known-good",
		`Automation returns only to a release that is known good, and ${standingText(release)} is not.`,
		`A person may choose it: \`backout plan ${input.place.service} --to ${release.label}\`.`,
	);
}

function standingWarnings(release: Release): readonly string[] {
	if (release.standing === "bad")
		return [`DANGER: ${release.label} is marked bad${because(release)}. It comes back only because it was asked for by name.`];
	return release.standing === "unknown" ? [`${release.label} is not known to be good.`] : [];
}

function orderWarnings({ current, releases, kind }: ChoiceInput, to: Release): readonly string[] {
	if (current.state !== "one" || kind !== "roll-back") return [];
	const from = releases.findIndex((release) => release.id === current.release.id);
	const index = releases.findIndex((release) => release.id === to.id);
	if (index < from) return [`${to.label} is newer than ${current.release.label}: this goes forward, not back.`];
	const between = releases.slice(from + 1, index);
	return between.length === 0 ? [] : [`This also takes back what came between: ${labels(between)}.`];
}

function because(release: Release): string {
	return release.standingReason === null ? "" : ` (${release.standingReason})`;
}
