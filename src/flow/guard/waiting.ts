import type { RunStatus } from "../../core/run.ts";
import type { Step } from "../../core/step.ts";
import { approvalLevel, approvers } from "../../policy/index.ts";
import type { GuardWork } from "./parts.ts";

/** Between two looks whether somebody has decided, in milliseconds. */
const LOOK_AGAIN_MS = 500;

/** A step of the rollback that waits, and its run's requester. */
interface Asked {
	readonly step: Step;
	readonly requestedBy: string;
}

/** Carries the rollback's run on; where it waits for an approval this process waits too, as long as it was told to, and goes on with whatever was decided. Returns the run's status then. */
export async function carryThroughApprovals(work: GuardWork, run: string): Promise<RunStatus> {
	const { parts, audience, approvalWaitMs } = work;
	let status = await audience.carryOut(run);
	const until = parts.clock.now() + approvalWaitMs;
	while (status === "waiting") {
		status = await decided(work, run, until);
		// Whoever approved may have parked it: that wish is theirs.
		if (status !== "waiting" && status !== "parked") status = await audience.carryOut(run);
		else break;
	}
	return status;
}

/** Waits until the run waits no more, until the time is over, or until somebody interrupts. */
async function decided(work: GuardWork, run: string, until: number): Promise<RunStatus> {
	const { parts, audience } = work;
	const isOver = () => audience.signal.aborted || parts.clock.now() >= until;
	if (isOver()) return "waiting";
	await tellWaiting(work, run, until);
	for (;;) {
		const status = await statusOf(work, run);
		if (status !== "waiting" || isOver()) return status;
		await parts.clock.sleep(Math.min(LOOK_AGAIN_MS, until - parts.clock.now()), audience.signal);
	}
}

/** A state database that is away for a moment ends no wait. */
async function statusOf({ parts }: GuardWork, run: string): Promise<RunStatus> {
	try {
		return (await (await parts.store()).runs.get(run))?.status ?? "waiting";
	} catch {
		return "waiting";
	}
}

async function tellWaiting(work: GuardWork, run: string, until: number): Promise<void> {
	const asked = await askedOf(work, run);
	if (asked === null) return;
	const { id, title, risk } = asked.step;
	const approver = approverOf(work, asked);
	work.tell({ type: "guard.waiting", run, step: id, title, risk, approver, until: new Date(until).toISOString() });
}

/** Who may approve the step that the run waits at, in words for one line. */
export async function approverText(work: GuardWork, run: string): Promise<string> {
	const asked = await askedOf(work, run);
	return asked === null ? "somebody else approves it" : `${approverOf(work, asked)} approves it`;
}

async function askedOf({ parts }: GuardWork, id: string): Promise<Asked | null> {
	const store = await parts.store();
	const run = await store.runs.get(id);
	const plan = run === null ? null : await store.runs.plan(run.planId);
	const events = await store.runs.events(id, 0);
	const asked = events.findLast((event) => event.type === "approval.requested");
	const step = plan?.steps.find((one) => asked?.type === "approval.requested" && one.id === asked.step);
	return run === null || step === undefined ? null : { step, requestedBy: run.requestedBy };
}

function approverOf({ parts }: GuardWork, { step, requestedBy }: Asked): string {
	const { policy, escalation, contacts } = parts.config;
	const level = approvalLevel(step.risk, policy.approvals);
	const people = approvers(requestedBy, level, escalation, contacts);
	if (people === null) return `anybody but ${requestedBy}`;
	if (people.length === 0) return `nobody but by breaking the glass (no contact is of level ${level})`;
	const named = people.map(({ name, phone, email }) => [name, phone ?? email].filter((part) => part !== null).join(" "));
	return `${named.join(", or ")} (level ${level})`;
}
