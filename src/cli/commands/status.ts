import type { CliContext } from "../context.ts";
import type { PlaceFlags } from "../flags.ts";
import { statusLines } from "../screens/status.ts";
import { withSession } from "../session.ts";

/** `backout status`. */
export default async function status(this: CliContext, flags: PlaceFlags, service?: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const report = await session.wait("asking every target and signal", session.app.status(service ?? null, flags.environment ?? null));
		session.answer(report, () => statusLines(report, { paint: session.paint, width: session.width, now: Date.now() }));
	});
}
