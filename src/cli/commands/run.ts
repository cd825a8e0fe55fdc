import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { BackoutError, errorText } from "../../core/error.ts";
import { outageText } from "../../core/freeze.ts";
import type { Plan } from "../../core/plan.ts";
import { agrees } from "../agreement.ts";
import { carryOut } from "../carry-out.ts";
import type { CliContext } from "../context.ts";
import { painNow } from "../pain-now.ts";
import { painLines } from "../screens/pain.ts";
import { planLines } from "../screens/plan.ts";
import { type Session, withSession } from "../session.ts";
import { bakeMsOf, type ChoiceFlags, planFor } from "./plan.ts";

interface RunFlags extends ChoiceFlags {
	readonly plan?: string;
	readonly reason?: string;
	readonly incident?: string;
	readonly yes: boolean;
	readonly offline: boolean;
}

/** `backout run`. */
export default async function run(this: CliContext, flags: RunFlags, service?: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		// A plan that will be carried out as it is made: what that takes is loaded while the platforms are asked.
		if (flags.yes) session.app.prepare();
		const plan = await planOf(session, flags, service);
		await begin(session, plan, { reason: flags.reason ?? null, incident: flags.incident ?? null, isAsked: !flags.yes });
	});
}

/** Shows the plan and the pain, asks, and carries it out. */
export async function begin(
	session: Session,
	plan: Plan,
	wish: { readonly reason: string | null; readonly incident: string | null; readonly isAsked: boolean },
): Promise<void> {
	if (plan.refused !== null) return session.refuseRun(plan.refused);
	session.say(...planLines(plan, bakeMsOf(session, plan), session.paint, session.width), "");
	session.app.prepare();
	if (wish.isAsked) {
		const look = { paint: session.paint, width: session.width, now: Date.now() };
		if (session.isTerminal) session.say(...painLines(await painNow(session, plan), look), "");
		if (!(await agrees(session, lossOf(plan)))) return;
	}
	const started = await session.app.start(plan, { reason: wish.reason, incident: wish.incident });
	if (started.kind === "refused") return session.refuseRun(started.refusal);
	await carryOut(session, started.run.id, []);
}

/** What a person must not overlook when they say yes. */
function lossOf(plan: Plan): string | null {
	return plan.kind === "stop-writes" ? `${outageText(plan)} until it is brought back.` : null;
}

async function planOf(session: Session, flags: RunFlags, service: string | undefined): Promise<Plan> {
	if (flags.plan !== undefined && service !== undefined)
		throw new BackoutError({
			code: "usage.plan-and-service",
			message: "--plan names one exact plan; a service beside it could mean another",
			fix: "leave the service out, or leave --plan out",
		});
	if (flags.plan !== undefined && flags.recipe !== undefined)
		throw new BackoutError({
			code: "usage.plan-and-recipe",
			message: "--plan names one exact plan; a recipe beside it could mean another",
			fix: "leave --recipe out, or leave --plan out",
		});
	if (flags.plan !== undefined) return await planNamed(session, flags.plan);
	if (service !== undefined) return await planFor(session, flags, service);
	throw new BackoutError({
		code: "usage.no-service",
		message: "nothing says what to roll back",
		fix: "name a service, or a plan with --plan",
	});
}

/** A plan file, or the id of a plan that was proposed. */
async function planNamed(session: Session, name: string): Promise<Plan> {
	const stored = await session.app.storedPlan(name);
	if (stored !== null) return stored;
	const file = resolve(session.context.cwd, name);
	try {
		return session.app.readPlan(await readFile(file, "utf8"), file);
	} catch (cause) {
		if (cause instanceof BackoutError) throw cause;
		throw new BackoutError({
			code: "plan.not-read",
			message: `the plan ${file} cannot be read: ${errorText(cause)}`,
			fix: "make one with: backout plan <service> -o FILE",
			cause,
		});
	}
}
