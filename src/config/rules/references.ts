import type { FaultDraft } from "../fault.ts";
import { foundText } from "../found.ts";
import { suggestion } from "../nearest.ts";
import type { Outline } from "../outline.ts";
import { type ConfigPath, itemsOf, valueAt } from "../path.ts";
import type { Rule } from "./rule.ts";

/** An environment that a service names is declared, when environments are declared at all. */
export const environmentsExist: Rule = (outline) => {
	const known = outline.environments;
	if (known === null) return [];
	return outline.places.flatMap(({ environment, path }) =>
		known.includes(environment) ? [] : [missing("environment", environment, path, known)],
	);
};

/** A service that another one depends on is in the file, and is another one. */
export const servicesExist: Rule = (outline) =>
	defaultsPaths(outline).flatMap((path) =>
		namedAt(outline, [...path, "dependsOn"]).flatMap(({ name, at }) => {
			if (name === path[1]) return [{ path: at, message: "A service does not depend on itself.", fix: "Remove it from the list." }];
			return outline.services.includes(name) ? [] : [missing("service", name, at, outline.services)];
		}),
	);

/** Every channel to notify is in the file. */
export const channelsExist: Rule = (outline) => {
	const known = outline.channels.flatMap(({ name }) => (name === null ? [] : [name]));
	return defaultsPaths(outline).flatMap((path) =>
		namedAt(outline, [...path, "notify"]).flatMap(({ name, at }) => (known.includes(name) ? [] : [missing("channel", name, at, known)])),
	);
};

/** Every contact of an escalation level is in the file. */
export const contactsExist: Rule = (outline) =>
	itemsOf(valueAt(outline.root, ["escalation"])).flatMap((_, index) =>
		namedAt(outline, ["escalation", index, "contacts"]).flatMap(({ name, at }) =>
			outline.contacts.includes(name) ? [] : [missing("contact", name, at, outline.contacts)],
		),
	);

/** No escalation level stands twice. */
export const levelsDiffer: Rule = (outline) => {
	const levels = itemsOf(valueAt(outline.root, ["escalation"])).map((item) => valueAt(item, ["level"]));
	return levels.flatMap((level, index) => {
		if (typeof level !== "number" || levels.indexOf(level) === index) return [];
		return [{ path: ["escalation", index, "level"], message: `Level ${level} stands twice.`, fix: "Join the contacts of both under one." }];
	});
};

/** Where `dependsOn` and `notify` may stand: at each service and at each of its environments. */
function defaultsPaths(outline: Outline): readonly ConfigPath[] {
	return [...outline.services.map((service) => ["services", service]), ...outline.places.map((place) => place.path)];
}

function namedAt(outline: Outline, path: ConfigPath): readonly { readonly name: string; readonly at: ConfigPath }[] {
	return itemsOf(valueAt(outline.root, path)).flatMap((name, index) => (typeof name === "string" ? [{ name, at: [...path, index] }] : []));
}

function missing(what: string, name: string, path: ConfigPath, known: readonly string[]): FaultDraft {
	const fix =
		known.length === 0 ? `There are no ${what}s yet: add it under \`${what}s\`, or remove it here.` : suggestion(name, known, `${what}s`);
	return { path, message: `There is no ${what} ${foundText(name)} in this file.`, fix };
}
