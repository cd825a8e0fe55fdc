import { describe, expect, it } from "vitest";
import { approvalLevel, levelOf, needsApproval } from "./approval-level.ts";
import { type ApprovalRequest, mayApprove } from "./may-approve.ts";

const request = (change: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
	requester: "ana@laptop",
	approver: "rui@desk",
	isBreakGlass: false,
	reason: "",
	planHash: "aa",
	shownHash: "aa",
	neededLevel: 2,
	approverLevel: null,
	...change,
});
const rule = (change: Partial<ApprovalRequest>) => {
	const verdict = mayApprove(request(change));
	return verdict.allowed ? "allowed" : verdict.refused.rule;
};

describe("an approval", () => {
	it("counts from somebody else", () => {
		expect(mayApprove(request())).toEqual({ allowed: true, notes: [] });
	});
	it("does not count from who asked for the run, on another machine or in other letters either", () => {
		expect(["ana@laptop", "ANA@desk ", "ana"].map((approver) => rule({ approver }))).toEqual(Array(3).fill("approver-is-requester"));
	});
	it("does not count from nobody", () => {
		expect(rule({ approver: " " })).toBe("approver-unknown");
	});
	it("counts for the plan that was shown and no other, broken glass or not", () => {
		expect(rule({ shownHash: "bb" })).toBe("other-plan");
		expect(rule({ shownHash: null })).toBe("allowed");
		expect(rule({ shownHash: "bb", isBreakGlass: true, reason: "down" })).toBe("other-plan");
	});
	it("needs the level where the config names levels", () => {
		expect([0, 1, 2, 3].map((approverLevel) => rule({ approverLevel }))).toEqual(["level-too-low", "level-too-low", "allowed", "allowed"]);
	});
	it("says what would help", () => {
		expect(mayApprove(request({ approverLevel: 1 }))).toEqual({
			allowed: false,
			refused: {
				rule: "level-too-low",
				reason: "rui@desk may not approve this step: level 2 is needed, and they are of level 1.",
				fix: "Ask a contact of level 2 or above, or set BACKOUT_USER to your contact id in the config.",
			},
		});
	});
});

describe("breaking the glass", () => {
	it("lets one person go on alone, and notes it loudly", () => {
		expect(mayApprove(request({ approver: "ana@laptop", isBreakGlass: true, reason: "shop is down, alone", approverLevel: 1 }))).toEqual({
			allowed: true,
			notes: [
				"BREAK-GLASS by ana@laptop: shop is down, alone",
				"ana@laptop approved their own run",
				"ana@laptop is of level 1, level 2 was asked for",
			],
		});
	});
	it("needs a reason", () => {
		expect(rule({ isBreakGlass: true, reason: "  " })).toBe("break-glass-without-reason");
	});
});

describe("which step needs whom", () => {
	const approvals = { standard: 1, lossy: 2, infrastructure: 3, irreversible: 4 };
	it("nobody for a safe step, a level for each of the others", () => {
		expect((["safe", "lossy", "irreversible"] as const).map((risk) => [needsApproval({ risk }), approvalLevel(risk, approvals)])).toEqual([
			[false, 1],
			[true, 2],
			[true, 4],
		]);
	});
	it("a person's level is the highest that names them", () => {
		const contact = (id: string, email: string | null) => ({ id, name: id, phone: null, email, schedule: null });
		const contacts = [contact("ana", "ana@example.com"), contact("rui", null)];
		const escalation = [
			{ level: 1, contacts: ["ana", "rui"], risesAfterMs: 0 },
			{ level: 3, contacts: ["ana"], risesAfterMs: 0 },
		] as const;
		expect(["ana", "Ana@Example.com", "rui@desk", "eve"].map((person) => levelOf(person, escalation, contacts))).toEqual([3, 3, 1, 0]);
		expect(levelOf("ana", [], contacts)).toBeNull();
	});
});
