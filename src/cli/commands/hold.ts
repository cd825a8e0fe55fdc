import { placeText } from "../../core/place.ts";
import type { CliContext } from "../context.ts";
import type { PlaceFlags } from "../flags.ts";
import { placeOf, withSession } from "../session.ts";

/** `backout hold`. */
export async function hold(this: CliContext, flags: PlaceFlags & { readonly reason?: string }, service: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const place = placeOf(session, service, flags);
		await session.app.hold(place, flags.reason ?? "no reason given");
		session.answer({ ...place, held: true }, () => [`Deploys of ${placeText(place)} are held. A person's rollback never is.`]);
	});
}

/** `backout release`. */
export async function release(this: CliContext, flags: PlaceFlags, service: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const place = placeOf(session, service, flags);
		const wasHeld = await session.app.release(place);
		session.answer({ ...place, held: false, wasHeld }, () => [
			wasHeld ? `Deploys of ${placeText(place)} may go on.` : `Deploys of ${placeText(place)} were not held.`,
		]);
	});
}
