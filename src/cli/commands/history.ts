import type { CliContext } from "../context.ts";
import type { PlaceFlags } from "../flags.ts";
import { historyLines } from "../screens/history.ts";
import { placeOf, withSession } from "../session.ts";

/** `backout history`. */
export default async function history(this: CliContext, flags: PlaceFlags & { readonly limit: number }, service: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const asking = session.app.history(placeOf(session, service, flags), flags.limit);
		const entries = await session.wait("asking every target for its history", asking);
		session.answer(entries, () => historyLines(entries, { paint: session.paint, width: session.width, now: Date.now() }));
	});
}
