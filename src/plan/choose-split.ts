import { type Running, runningText, unavailability } from "../core/lineage.ts";
import { placeText } from "../core/place.ts";
import type { Release } from "../core/release.ts";
import { type Choice, type ChoiceInput, refuse } from "./choice.ts";

/** Half-way between two releases the way on is clear only when exactly one of them is known good; otherwise a person must say which. */
export function chooseFromSplit(input: ChoiceInput, running: readonly Running[]): Choice {
	const releases = distinct(running);
	const good = releases.filter((release) => release.standing === "good" && unavailability(release, input.targets) === null);
	const [to] = good;
	if (input.isAutomatic || to === undefined || good.length > 1) return mustBeNamed(input, running, releases);
	return { outcome: "chosen", to, warnings: [`Of what runs now, only ${to.label} is known good: the other targets follow it.`] };
}

function distinct(running: readonly Running[]): readonly Release[] {
	const releases = running.flatMap((one) => (one.release === null ? [] : [one.release]));
	return [...new Map(releases.map((release) => [release.id, release])).values()];
}

function mustBeNamed(input: ChoiceInput, running: readonly Running[], releases: readonly Release[]): Choice {
	const names = releases.map((release) => `\`--to ${release.label}\``).join(" or ");
	return refuse(
		"split-state",
		`${placeText(input.place)} stands half-way: ${runningText(running)}.`,
		`Say where to go: ${names === "" ? "`--to <release>`" : names}.`,
	);
}
