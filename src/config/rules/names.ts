import type { FaultDraft } from "../fault.ts";
import { foundText } from "../found.ts";
import type { ComparedOutline, Entry, Outline } from "../outline.ts";
import { type ConfigPath, entriesOf, isMapping, pathText, valueAt } from "../path.ts";
import type { Rule } from "./rule.ts";

/** Names become parts of file names, URLs and commands: letters, digits, dot, dash, underscore, 63 at most, a letter or digit first. */
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** A file without services, and a service without environments, does nothing: that is never what was meant. */
export const somethingIsThere: Rule = (outline) => {
	const empty = [["services"], ...outline.services.map((service) => ["services", service, "environments"])];
	return empty.filter((path) => isEmptyMapping(valueAt(outline.root, path))).map(emptyFault);
};

function isEmptyMapping(value: unknown): boolean {
	return isMapping(value) && Object.keys(value).length === 0;
}

function emptyFault(path: ConfigPath): FaultDraft {
	const what = path.at(-1) === "services" ? "service" : "environment";
	return { path, message: `There is no ${what} in it.`, fix: `Name at least one ${what}. Empty never means all.` };
}

/** Every name that people choose is safe in a path, a URL and a command. */
export const namesAreSafe: Rule = (outline) => [
	...chosenKeys(outline).flatMap(({ path, name }) => unsafe(path, name)),
	...outline.places.flatMap((place) => [...place.entries.flatMap(listedName), ...place.compared.flatMap(comparedName)]),
];

function chosenKeys(outline: Outline): readonly { readonly path: ConfigPath; readonly name: string }[] {
	const sections: readonly ConfigPath[] = [
		["environments"],
		["services"],
		["channels"],
		["contacts"],
		...outline.services.map((service) => ["services", service, "environments"]),
		...outline.places.map((place) => [...place.path, "signals"]),
		...outline.places.flatMap((place) => place.compared.map(({ path }) => [...path, "signals"])),
		...outline.places.flatMap((place) => place.batches.map(({ path }) => [...path, "gate"])),
	];
	return sections.flatMap((path) => entriesOf(valueAt(outline.root, path)).map(([name]) => ({ path: [...path, name], name })));
}

/** A target's name stands in step ids; a check's name is only shown, and may be any text. */
function listedName(entry: Entry): readonly FaultDraft[] {
	if (entry.name === null || (entry.section !== "targets" && entry.section !== "after")) return [];
	return unsafe([...entry.path, "name"], entry.name);
}

/** It stands in decisions and beside its signals' names. */
function comparedName({ path, name }: ComparedOutline): readonly FaultDraft[] {
	return name === null ? [] : unsafe([...path, "name"], name);
}

function unsafe(path: ConfigPath, name: string): readonly FaultDraft[] {
	if (SAFE_NAME.test(name)) return [];
	const message = `Found the name ${foundText(name)}; allowed are letters, digits, dots, dashes and underscores, 63 at most, a letter or digit first.`;
	const fix = path.at(-1) === "name" ? "Write it like this: `name: checkout-api`." : "Choose a name like `checkout-api`.";
	return [{ path, message, fix }];
}

/** Targets of one place differ by name, and so do its checks and signals. */
export const entryNamesDiffer: Rule = (outline) =>
	outline.places.flatMap((place) => [
		...repeated(place.entries.filter(isTarget), "target"),
		...repeated(
			place.entries.filter((entry) => !isTarget(entry) && entry.section !== "compare" && entry.section !== "gate"),
			"check or signal",
		),
	]);

function isTarget(entry: Entry): boolean {
	return entry.section === "targets" || entry.section === "after";
}

function repeated(entries: readonly Entry[], what: string): readonly FaultDraft[] {
	const first = new Map<string, Entry>();
	return entries.flatMap((entry) => {
		const name = targetName(entry);
		const earlier = name === null ? undefined : first.get(name);
		if (name !== null && earlier === undefined) first.set(name, entry);
		return earlier === undefined || name === null ? [] : [repeatedFault(entry, earlier, name, what)];
	});
}

/** A target without a name is called by its kind. */
export function targetName(entry: Entry): string | null {
	return entry.name ?? (isTarget(entry) ? (entry.settings[0]?.kind ?? null) : null);
}

function repeatedFault(entry: Entry, earlier: Entry, name: string, what: string): FaultDraft {
	const path = entry.name === null || entry.section === "signals" ? entry.path : [...entry.path, "name"];
	const message = `The name ${foundText(name)} is taken by the ${what} at ${pathText(earlier.path)}.`;
	return { path, message, fix: "Give each its own `name`." };
}
