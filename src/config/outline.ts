import { type ConfigKinds, PLACE_SECTIONS, type Section, schemasFor } from "./kinds.ts";
import { type ConfigPath, entriesOf, isMapping, itemsOf, valueAt } from "./path.ts";

/** The settings one kind was given, as they stand in the file. */
export interface Settings {
	readonly kind: string;
	readonly value: unknown;
	readonly path: ConfigPath;
}

/** One target, check, signal or channel as it stands in the file, right or wrong. */
export interface Entry {
	readonly section: Section;
	readonly path: ConfigPath;
	/** The name it was given, or null. */
	readonly name: string | null;
	/** One when the entry is right. */
	readonly settings: readonly Settings[];
	/** True when it is no mapping or has keys that are no known kind: the shape check tells of that. */
	readonly isMisshapen: boolean;
}

/** Something that is compared, as it stands in the file. */
export interface ComparedOutline {
	readonly path: ConfigPath;
	/** The name it was given, or null. */
	readonly name: string | null;
	readonly entries: readonly Entry[];
}

/** A batch as it stands in the file. */
export interface BatchOutline {
	readonly path: ConfigPath;
	/** Of its gate. */
	readonly entries: readonly Entry[];
}

/** A service in one environment as it stands in the file. */
export interface PlaceOutline {
	readonly service: string;
	readonly environment: string;
	readonly path: ConfigPath;
	/** Of all its sections, also of what is compared and of the gates. */
	readonly entries: readonly Entry[];
	readonly compared: readonly ComparedOutline[];
	readonly batches: readonly BatchOutline[];
}

/** What could be made out of a file that may be wrong elsewhere, so that the rules can speak about all of it at once. */
export interface Outline {
	readonly root: unknown;
	readonly services: readonly string[];
	/** Null when the file declares no environments: then each is known by being used. */
	readonly environments: readonly string[] | null;
	readonly contacts: readonly string[];
	readonly channels: readonly Entry[];
	readonly places: readonly PlaceOutline[];
}

/** The outline of a config file's values; never throws, whatever they are. */
export function outlineOf(root: unknown, kinds: ConfigKinds): Outline {
	const environments = valueAt(root, ["environments"]);
	return {
		root,
		services: namesIn(root, "services"),
		environments: isMapping(environments) ? Object.keys(environments) : null,
		contacts: namesIn(root, "contacts"),
		channels: namedEntries(root, ["channels"], "channels", kinds),
		places: namesIn(root, "services").flatMap((service) => placesOf(root, service, kinds)),
	};
}

function namesIn(root: unknown, key: string): readonly string[] {
	return entriesOf(valueAt(root, [key])).map(([name]) => name);
}

function placesOf(root: unknown, service: string, kinds: ConfigKinds): readonly PlaceOutline[] {
	const path = ["services", service, "environments"];
	return entriesOf(valueAt(root, path)).map(([environment]) => placeOf(root, service, environment, kinds));
}

function placeOf(root: unknown, service: string, environment: string, kinds: ConfigKinds): PlaceOutline {
	const path = ["services", service, "environments", environment];
	const entries = PLACE_SECTIONS.flatMap((section) => {
		const at = [...path, section];
		return section === "signals" ? namedEntries(root, at, section, kinds) : listedEntries(root, at, section, kinds);
	});
	const compared = comparedIn(root, [...path, "compare"], kinds);
	const batches = batchesIn(root, [...path, "batches"], kinds);
	const within = [...compared, ...batches].flatMap((one) => one.entries);
	return { service, environment, path, entries: [...entries, ...within], compared, batches };
}

function batchesIn(root: unknown, path: ConfigPath, kinds: ConfigKinds): readonly BatchOutline[] {
	return itemsOf(valueAt(root, path)).map((_, index) => {
		const at = [...path, index];
		return { path: at, entries: namedEntries(root, [...at, "gate"], "gate", kinds) };
	});
}

function comparedIn(root: unknown, path: ConfigPath, kinds: ConfigKinds): readonly ComparedOutline[] {
	return itemsOf(valueAt(root, path)).map((value, index) => {
		const at = [...path, index];
		return { path: at, name: nameOf(value), entries: namedEntries(root, [...at, "signals"], "compare", kinds) };
	});
}

function namedEntries(root: unknown, path: ConfigPath, section: Section, kinds: ConfigKinds): readonly Entry[] {
	return entriesOf(valueAt(root, path)).map(([name, value]) => entryOf(value, [...path, name], section, kinds, name));
}

function listedEntries(root: unknown, path: ConfigPath, section: Section, kinds: ConfigKinds): readonly Entry[] {
	return itemsOf(valueAt(root, path)).map((value, index) => entryOf(value, [...path, index], section, kinds, nameOf(value)));
}

function nameOf(value: unknown): string | null {
	const name = valueAt(value, ["name"]);
	return typeof name === "string" ? name : null;
}

function entryOf(value: unknown, path: ConfigPath, section: Section, kinds: ConfigKinds, name: string | null): Entry {
	const known = schemasFor(kinds, section);
	const beside = section === "channels" ? "locale" : "name";
	const keys = entriesOf(value).filter(([key]) => key !== beside);
	const settings = keys.filter(([key]) => known.has(key)).map(([kind, given]) => ({ kind, value: given, path: [...path, kind] }));
	return { section, path, name, settings, isMisshapen: !isMapping(value) || settings.length < keys.length };
}
