import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { BackoutError, errorText } from "../../core/error.ts";
import type { Plan } from "../../core/plan.ts";
import { carryOut } from "../carry-out.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import { planLines } from "../screens/plan.ts";
import { type Session, withSession } from "../session.ts";
import { type ChoiceFlags, planFor } from "./plan.ts";

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
		const plan = await planOf(session, flags, service);
		if (plan.refused !== null) return session.refuse(plan.refused);
		await begin(session, plan, { reason: flags.reason ?? null, incident: flags.incident ?? null, isAsked: !flags.yes });
	});
}

/** Shows the plan, asks, and carries it out. */
export async function begin(
	session: Session,
	plan: Plan,
	wish: { readonly reason: string | null; readonly incident: string | null; readonly isAsked: boolean },
): Promise<void> {
	session.say(...planLines(plan, session.paint, session.width), "");
	if (wish.isAsked && !(await isAgreed(session))) return session.exit(EXIT.failed);
	const reason = wish.reason ?? "a person asked for it";
	const started = await session.app.start(plan, { reason, incident: wish.incident, isAutomatic: false });
	if (started.kind === "refused") return session.refuse(started.refusal);
	await carryOut(session, started.run.id, 0);
}

async function planOf(session: Session, flags: RunFlags, service: string | undefined): Promise<Plan> {
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

/** Without a terminal nobody can answer, and silence is not a yes. */
async function isAgreed(session: Session): Promise<boolean> {
	const { stdin, stderr } = session.context.process;
	if (stdin.isTTY !== true) {
		session.aside("Nobody can be asked here. Look at the plan, then run again with --yes.");
		return false;
	}
	const { createInterface } = await import("node:readline/promises");
	const asker = createInterface({ input: stdin, output: stderr });
	try {
		const answer = await asker.question(`${session.paint.strong("Carry this out?")} [y/N] `);
		return /^y(es)?$/i.test(answer.trim());
	} finally {
		asker.close();
	}
}
