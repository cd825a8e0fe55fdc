import type { Contact, EscalationLevel } from "../core/config.ts";
import { isSamePerson } from "./may-approve.ts";

/** Contacts of the level or above, without the requester, lowest level first; null when the config names no levels: then anybody else may approve. */
export function approvers(
	requester: string,
	neededLevel: number,
	escalation: readonly EscalationLevel[],
	contacts: readonly Contact[],
): readonly Contact[] | null {
	if (escalation.length === 0) return null;
	const fit = escalation.filter(({ level }) => level >= neededLevel).toSorted((one, other) => one.level - other.level);
	const ids = [...new Set(fit.flatMap((level) => level.contacts))];
	return ids.flatMap((id) => contacts.filter((contact) => contact.id === id && !isRequester(contact, requester)));
}

function isRequester({ id, email }: Contact, requester: string): boolean {
	return isSamePerson(id, requester) || (email !== null && isSamePerson(email, requester));
}
