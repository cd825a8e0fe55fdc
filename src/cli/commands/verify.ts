import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { PlaceFlags } from "../flags.ts";
import { signalLines } from "../screens/assessment.ts";
import { hanging } from "../screens/text.ts";
import { placeOf, withSession } from "../session.ts";

/** `backout verify`: 0 when it is well, 5 when it is not or nothing could prove it. */
export default async function verify(this: CliContext, flags: PlaceFlags, service: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const { paint } = session;
		const verification = await session.wait("measuring", session.app.verify(placeOf(session, service, flags)));
		const color = { healthy: paint.good, unhealthy: paint.bad, unknown: paint.warn }[verification.outcome];
		session.answer(verification, () => [
			...hanging(`${paint.strong(color(verification.outcome))}  `, verification.text, session.width),
			...signalLines(verification.signals, paint, session.width),
		]);
		session.exit(verification.outcome === "healthy" ? EXIT.done : EXIT.unhealthy);
	});
}
