import type { FaultDraft } from "../fault.ts";
import { foundText } from "../found.ts";
import { suggestion } from "../nearest.ts";
import type { Outline, PlaceOutline } from "../outline.ts";
import { type ConfigPath, itemsOf, pathText, valueAt } from "../path.ts";
import { targetName } from "./names.ts";
import type { Rule } from "./rule.ts";

/** Where batches are given, each target of the place is in exactly one: what nobody named would be left on the bad release, or done at an hour nobody chose. */
export const batchesHoldTargets: Rule = (outline) => outline.places.flatMap((place) => placeFaults(outline, place));

interface Named {
	readonly name: string;
	readonly at: ConfigPath;
}

function placeFaults(outline: Outline, place: PlaceOutline): readonly FaultDraft[] {
	if (place.batches.length === 0) return [];
	const targets = place.entries.flatMap((entry) => (entry.section === "targets" ? [targetName(entry) ?? ""] : []));
	const named = place.batches.flatMap(({ path }) => namedIn(outline, path));
	const faults = named.flatMap((one, index) => nameFault(one, named.slice(0, index), targets));
	const left = targets.filter((target) => target !== "" && !named.some(({ name }) => name === target));
	return left.length === 0 ? faults : [...faults, leftOut(place, left)];
}

function namedIn(outline: Outline, batch: ConfigPath): readonly Named[] {
	const path = [...batch, "targets"];
	return itemsOf(valueAt(outline.root, path)).flatMap((name, index) => (typeof name === "string" ? [{ name, at: [...path, index] }] : []));
}

function nameFault({ name, at }: Named, earlier: readonly Named[], targets: readonly string[]): readonly FaultDraft[] {
	if (!targets.includes(name)) {
		const message = `There is no target ${foundText(name)} in this place.`;
		return [{ path: at, message, fix: suggestion(name, targets, "targets") }];
	}
	const twice = earlier.find((one) => one.name === name);
	if (twice === undefined) return [];
	return [{ path: at, message: `${foundText(name)} is in ${pathText(twice.at)} already.`, fix: "Leave it in one batch." }];
}

function leftOut({ path }: PlaceOutline, left: readonly string[]): FaultDraft {
	return {
		path: [...path, "batches"],
		message: `${left.join(", ")} ${left.length === 1 ? "is" : "are"} in no batch.`,
		fix: `Add what is missing where it belongs, for example as the last one: \`- targets: [${left.join(", ")}]\`.`,
	};
}
