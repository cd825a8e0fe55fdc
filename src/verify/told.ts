import type { Config, Contact } from "../core/config.ts";

/** Who is told of a rung: an escalation level and its people. */
export interface Told {
	/** Null when nobody at all is configured. */
	readonly level: number | null;
	readonly contacts: readonly Contact[];
}

/** The contacts of the wanted escalation level; when it has none, of the next one above that has, or else of the highest one below. */
export function toldAt(wanted: number, config: Pick<Config, "contacts" | "escalation">): Told {
	const levels = config.escalation
		.map(({ level, contacts }) => ({ level, contacts: config.contacts.filter((contact) => contacts.includes(contact.id)) }))
		.filter((level) => level.contacts.length > 0)
		.toSorted((a, b) => a.level - b.level);
	return levels.find((level) => level.level >= wanted) ?? levels.at(-1) ?? { level: null, contacts: [] };
}

/** "Tell Ana Lima, +55 11 5550 0100 (level 2)." or what to configure so that somebody can be told. */
export function toldText(told: Told): string {
	if (told.contacts.length === 0) return "Nobody is configured to be told: add `contacts` and `escalation` to the config.";
	const people = told.contacts.map((contact) => [contact.name, reachText(contact)].filter((part) => part !== null).join(", "));
	return `Tell ${people.join("; ")} (level ${told.level}).`;
}

function reachText(contact: Contact): string | null {
	return contact.phone ?? contact.email ?? contact.schedule;
}
