import { type PolicyVerdict, refused } from "./verdict.ts";

/** Somebody who is about to take a `bad` or `never` off a release. */
export interface OverrideRequest {
	/** Who: `ana@laptop`. */
	readonly who: string;
	/** The lowest level that may. */
	readonly neededLevel: number;
	/** Theirs, 0 when no level names them; null: the config names no levels, so they are not asked for. */
	readonly level: number | null;
}

/** Whether they may: a verdict latches, and a person of the right level takes it off (design.md §1). */
export function mayOverride({ who, neededLevel, level }: OverrideRequest): PolicyVerdict {
	if (level === null || level >= neededLevel) return { allowed: true, notes: [] };
	return refused(
		"level-too-low",
		`${who} may not take a verdict off a release: level ${neededLevel} is needed, and ${level === 0 ? "no escalation level names them" : `they are of level ${level}`}.`,
		`Ask a contact of level ${neededLevel} or above, or set BACKOUT_USER to your contact id in the config.`,
	);
}
