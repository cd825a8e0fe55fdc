import type { Incident } from "../../core/incident.ts";
import type { CliContext } from "../context.ts";
import type { CommonFlags } from "../flags.ts";
import { tableLines } from "../screens/table.ts";
import { type Session, withSession } from "../session.ts";

/** `backout incident list`. */
export async function list(this: CliContext, flags: CommonFlags & { readonly all: boolean }, service?: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const incidents = await session.app.incidents({ service: service ?? null, isOpenOnly: !flags.all, limit: 50 });
		session.answer(incidents, () =>
			incidents.length === 0 ? ["No open incident."] : tableLines(incidents.map((incident) => row(incident, session))),
		);
	});
}

/** `backout incident show`. */
export async function show(this: CliContext, flags: CommonFlags, id: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const file = await session.app.incident(id);
		session.answer(file, () => [file.markdown]);
	});
}

/** `backout incident ack`. */
export async function ack(this: CliContext, flags: CommonFlags, id: string): Promise<void> {
	await change(this, flags, (session) => session.app.acknowledge(id));
}

/** `backout incident note`. */
export async function note(this: CliContext, flags: CommonFlags, id: string, text: string): Promise<void> {
	await change(this, flags, (session) => session.app.addNote(id, text));
}

/** `backout incident close`. */
export async function close(this: CliContext, flags: CommonFlags & { readonly reason?: string }, id: string): Promise<void> {
	await change(this, flags, (session) => session.app.closeIncident(id, flags.reason ?? "closed"));
}

async function change(context: CliContext, flags: CommonFlags, act: (session: Session) => Promise<Incident>): Promise<void> {
	await withSession(context, flags, async (session) => {
		const incident = await act(session);
		session.answer(incident, () => tableLines([row(incident, session)]));
	});
}

function row({ id, severity, status, service, environment, title, owner, openedAt }: Incident, { paint }: Session): readonly string[] {
	return [
		id,
		severity,
		status === "closed" ? paint.dim(status) : paint.warn(status),
		service,
		environment,
		title,
		paint.dim(`${openedAt.slice(0, 19)} ${owner ?? "nobody has it"}`),
	];
}
