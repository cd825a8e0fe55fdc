import type { CliContext } from "../context.ts";
import type { PlaceFlags } from "../flags.ts";
import { historyLines } from "../screens/history.ts";
import { placeOf, withSession } from "../session.ts";

/** `backout history`. */
export default async function history(this: CliContext, flags: PlaceFlags & { readonly limit: number }, service: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const entries = await session.app.history(placeOf(session, service, flags), Math.max(1, Math.floor(flags.limit) || 15));
		session.answer(entries, () => historyLines(entries, session.paint));
	});
}
