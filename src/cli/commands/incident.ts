import type { ToldIncident } from "../../app/index.ts";
import type { CliContext } from "../context.ts";
import type { CommonFlags } from "../flags.ts";
import { age } from "../screens/age.ts";
import { tableLines } from "../screens/table.ts";
import { type Session, withSession } from "../session.ts";

/** `backout incident list`. */
export async function list(this: CliContext, flags: CommonFlags & { readonly all: boolean }, service?: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const incidents = await session.app.incidents({ service: service ?? null, isOpenOnly: !flags.all, limit: 50 });
		session.answer(incidents, () =>
			incidents.length === 0 ? [flags.all ? "No incident." : "No open incident."] : listLines(incidents, session),
		);
	});
}

/** `backout incident show`. */
export async function show(this: CliContext, flags: CommonFlags, id: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const file = await session.app.incident(id);
		session.answer(file, () => file.markdown.trimEnd().split("\n"));
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

async function change(context: CliContext, flags: CommonFlags, act: (session: Session) => Promise<ToldIncident>): Promise<void> {
	await withSession(context, flags, async (session) => {
		const incident = await act(session);
		session.answer(incident, () => listLines([incident], session));
	});
}

function listLines(incidents: readonly ToldIncident[], { paint, width }: Session): readonly string[] {
	const header = ["incident", "severity", "status", "open for", "owner", "what"];
	const rows = incidents.map(({ id, severity, wasNothingWrong, status, openedAt, closedAt, owner, title }) => [
		id,
		wasNothingWrong ? paint.dim("none") : severity,
		status === "closed" ? paint.dim(status) : paint.warn(status),
		age(openedAt, closedAt === null ? Date.now() : Date.parse(closedAt)),
		owner ?? paint.dim("nobody"),
		title,
	]);
	return tableLines({ header, rows }, paint, width);
}
