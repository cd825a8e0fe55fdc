import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { BackoutError, errorText } from "../../core/error.ts";
import type { Place } from "../../core/place.ts";
import type { Plan } from "../../core/plan.ts";
import type { CliContext } from "../context.ts";
import { refusalExit } from "../exit-code.ts";
import type { PlaceFlags } from "../flags.ts";
import type { Recipe } from "../recipes.ts";
import { planLines } from "../screens/plan.ts";
import { placeOf, type Session, withSession } from "../session.ts";

/** Flags that choose what is done: a return and to what, or a recipe. */
export interface ChoiceFlags extends PlaceFlags {
	readonly to?: string;
	readonly commit?: string;
	readonly only?: string;
	readonly recipe?: Recipe;
}

/** `backout plan`. */
export default async function plan(this: CliContext, flags: ChoiceFlags & { readonly output?: string }, service: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const made = await planFor(session, flags, service);
		if (made.refused === null && flags.output !== undefined) await write(session, made, resolve(this.cwd, flags.output));
		if (made.refused !== null && !session.isJson) return session.refuse(made.refused);
		session.answer(made, () => planLines(made, bakeMsOf(session, made), session.paint, session.width));
		if (made.refused !== null) session.exit(refusalExit(made.refused));
	});
}

/** The plan that the flags ask for. */
export async function planFor(session: Session, flags: ChoiceFlags, service: string): Promise<Plan> {
	if (flags.to !== undefined && flags.commit !== undefined) {
		throw new BackoutError({
			code: "usage.to-and-commit",
			message: "--to names where to go and --commit what to leave; both together are ambiguous",
			fix: "give one of them",
		});
	}
	if (flags.recipe !== undefined && (flags.to ?? flags.commit) !== undefined) {
		throw new BackoutError({
			code: "usage.recipe-and-release",
			message: `--recipe ${flags.recipe} leaves the release what it is; ${flags.to === undefined ? "--commit" : "--to"} names another`,
			fix: "give one of them; to do both, one run after the other",
		});
	}
	const planning = session.app.plan(placeOf(session, service, flags), {
		kind: flags.recipe ?? "roll-back",
		to: flags.to ?? null,
		badCommit: flags.commit ?? null,
		only: flags.only === undefined ? null : namesIn(flags.only),
		isAutomatic: false,
	});
	return await session.wait("planning", planning);
}

/** How long the place's signals are watched after a rollback, in milliseconds; null when the config does not know the place. */
export function bakeMsOf({ app }: Session, { service, environment }: Place): number | null {
	return app.config.services.find((place) => place.service === service && place.environment === environment)?.bakeMs ?? null;
}

function namesIn(text: string): readonly string[] {
	return text
		.split(",")
		.map((name) => name.trim())
		.filter((name) => name !== "");
}

async function write(session: Session, made: Plan, file: string): Promise<void> {
	try {
		await writeFile(file, `${JSON.stringify(made, null, 2)}\n`);
	} catch (cause) {
		throw new BackoutError({
			code: "plan.not-written",
			message: `the plan could not be written to ${file}: ${errorText(cause)}`,
			fix: "name a file in a directory that you may write to",
			cause,
		});
	}
	session.aside(`plan written to ${file}; carry it out with: backout run --plan ${file}`);
}
