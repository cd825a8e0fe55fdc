import type { Config, Contact, EscalationLevel } from "../core/config.ts";
import type { Risk, Step } from "../core/step.ts";

/** Whether the step waits for a person's approval: everything but safe steps does, whatever `--yes` says. */
export function needsApproval(step: Pick<Step, "risk">): boolean {
	return step.risk !== "safe";
}

/** The lowest escalation level, 1 to 4, that may approve a step of the risk. */
export function approvalLevel(risk: Risk, approvals: Config["policy"]["approvals"]): number {
	if (risk === "irreversible") return approvals.irreversible;
	return risk === "lossy" ? approvals.lossy : approvals.standard;
}

/** The highest escalation level of a person, found by contact id (`ana@laptop` is contact `ana`) or e-mail; 0 when no level names them, null when the config names no levels at all and so nobody's is known. */
export function levelOf(person: string, escalation: readonly EscalationLevel[], contacts: readonly Contact[]): number | null {
	if (escalation.length === 0) return null;
	const ids = contacts.filter((contact) => isContact(person, contact)).map((contact) => contact.id);
	return Math.max(0, ...escalation.filter((step) => step.contacts.some((id) => ids.includes(id))).map((step) => step.level));
}

function isContact(person: string, contact: Contact): boolean {
	const name = person.trim().toLowerCase();
	const user = name.replace(/(?<=.)@[^@]*$/, "");
	return contact.id.toLowerCase() === name || contact.id.toLowerCase() === user || contact.email?.toLowerCase() === name;
}
