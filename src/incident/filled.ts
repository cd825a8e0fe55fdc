import type { Filled } from "./checklist-rule.ts";

/** Seen to, with what shows it. */
export function done(evidence: string): Filled {
	return { state: "done", evidence };
}

/** Not seen to, with what is missing. */
export function open(evidence: string): Filled {
	return { state: "open", evidence };
}

/** Only a person can know, with a hint where there is one. */
export function person(hint: string | null = null): Filled {
	return { state: "person", evidence: hint };
}

/** The case has no such part, with why. */
export function notNeeded(why: string): Filled {
	return { state: "not-needed", evidence: why };
}
