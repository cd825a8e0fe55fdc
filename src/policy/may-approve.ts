import { type PolicyVerdict, refused } from "./verdict.ts";

/** An approval as it is about to be given. */
export interface ApprovalRequest {
	/** Who asked for the run: `ana@laptop`. */
	readonly requester: string;
	/** Who approves. */
	readonly approver: string;
	readonly isBreakGlass: boolean;
	readonly reason: string;
	/** The hash of the plan that the run carries out. */
	readonly planHash: string;
	/** The hash of the plan that the approver was shown; null: they named the run alone, so its own plan counts. */
	readonly shownHash: string | null;
	/** The lowest level that may approve the step. */
	readonly neededLevel: number;
	/** The approver's level, 0 when no level names them; null: the config names no levels, so they are not asked for. */
	readonly approverLevel: number | null;
}

/** Whether the approval counts. Break-glass lets one person alone go on, with a reason, and is noted loudly; it never covers another plan. */
export function mayApprove(request: ApprovalRequest): PolicyVerdict {
	if (request.approver.trim() === "") return nobody();
	if (request.shownHash !== null && request.planHash !== request.shownHash) return otherPlan();
	if (request.isBreakGlass) return breakGlass(request);
	if (isSamePerson(request.requester, request.approver)) return samePerson(request);
	if (request.approverLevel !== null && request.approverLevel < request.neededLevel) return tooLow(request);
	return { allowed: true, notes: [] };
}

function breakGlass({ approver, reason, requester, approverLevel, neededLevel }: ApprovalRequest): PolicyVerdict {
	if (reason.trim() === "") {
		return refused(
			"break-glass-without-reason",
			"Breaking the glass needs a reason: it is written into the audit.",
			'Say why: `--break-glass --reason "…"`.',
		);
	}
	const alone = isSamePerson(requester, approver) ? [`${approver} approved their own run`] : [];
	const low =
		approverLevel !== null && approverLevel < neededLevel
			? [`${approver} is of level ${approverLevel}, level ${neededLevel} was asked for`]
			: [];
	return { allowed: true, notes: [`BREAK-GLASS by ${approver}: ${reason.trim()}`, ...alone, ...low] };
}

function nobody(): PolicyVerdict {
	return refused("approver-unknown", "Nobody can be named as the approver.", "Say who you are: set BACKOUT_USER.");
}

function otherPlan(): PolicyVerdict {
	return refused(
		"other-plan",
		"The plan that was approved is not the plan that would run.",
		"Look at the run's plan again (`backout show <run>`) and approve that one.",
	);
}

function samePerson({ requester, approver }: ApprovalRequest): PolicyVerdict {
	return refused(
		"approver-is-requester",
		`${approver} asked for the run (as ${requester}) and cannot approve it too.`,
		'Let somebody else approve. Alone at night: `--break-glass --reason "…"`, which is audited. If you are two people, set BACKOUT_USER on both machines.',
	);
}

function tooLow({ approver, approverLevel, neededLevel }: ApprovalRequest): PolicyVerdict {
	const level = approverLevel === 0 ? "no escalation level names them" : `they are of level ${approverLevel}`;
	return refused(
		"level-too-low",
		`${approver} may not approve this step: level ${neededLevel} is needed, and ${level}.`,
		`Ask a contact of level ${neededLevel} or above, or set BACKOUT_USER to your contact id in the config.`,
	);
}

/** `ana@laptop` and `Ana@desk` are one person: when in doubt two names are the same, because four eyes are the point. */
export function isSamePerson(one: string, other: string): boolean {
	return person(one) === person(other);
}

function person(name: string): string {
	const plain = name.trim().toLowerCase();
	const at = plain.lastIndexOf("@");
	return at > 0 ? plain.slice(0, at) : plain;
}
