import { DEFAULT_THRESHOLDS } from "../defaults.ts";
import type { FaultDraft } from "../fault.ts";
import { ratioOf } from "../fields.ts";
import type { Outline, PlaceOutline } from "../outline.ts";
import { type ConfigPath, valueAt } from "../path.ts";
import type { Rule } from "./rule.ts";

const ORDERED = [
	{ lower: "errorsInvestigate", upper: "errorsAct" },
	{ lower: "slowerInvestigate", upper: "slowerAct" },
] as const;

/** What is worth investigating comes before what is worth acting on: the other way round a rule could never speak. */
export const thresholdsAreOrdered: Rule = (outline) =>
	outline.places.flatMap((place) => ORDERED.flatMap(({ lower, upper }) => disorder(outline, place, lower, upper)));

type Key = (typeof ORDERED)[number]["lower" | "upper"];

function disorder(outline: Outline, place: PlaceOutline, lower: Key, upper: Key): readonly FaultDraft[] {
	const below = thresholdAt(outline, place, lower);
	const above = thresholdAt(outline, place, upper);
	if (below.value === null || above.value === null || below.value <= above.value) return [];
	const message = `${lower} (${below.shown}) is above ${upper} (${above.shown}), so there would be nothing to investigate.`;
	return [{ path: below.path ?? above.path ?? place.path, message, fix: `Make ${lower} smaller than ${upper}.` }];
}

interface Threshold {
	/** Null when what stands there is no threshold: the shape check tells of it. */
	readonly value: number | null;
	readonly shown: string;
	/** Null when it is the default. */
	readonly path: ConfigPath | null;
}

function thresholdAt(outline: Outline, place: PlaceOutline, key: Key): Threshold {
	const paths = [place.path, place.path.slice(0, 2)].map((path) => [...path, "thresholds", key]);
	const path = paths.find((candidate) => valueAt(outline.root, candidate) !== undefined);
	if (path === undefined) return { value: DEFAULT_THRESHOLDS[key], shown: `by default ${DEFAULT_THRESHOLDS[key]}`, path: null };
	const found = valueAt(outline.root, path);
	return { value: numberOf(key, found), shown: String(found).slice(0, 20), path };
}

function numberOf(key: Key, found: unknown): number | null {
	if (key.startsWith("slower")) return typeof found === "number" && found >= 1 ? found : null;
	return typeof found === "string" || typeof found === "number" ? ratioOf(found) : null;
}
