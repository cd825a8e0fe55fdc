import type { PlaceStatus } from "../app/index.ts";
import type { Place } from "../core/place.ts";
import type { Session } from "./session.ts";

/** A monitoring system that is down must not keep a person from rolling back for longer than this, in milliseconds. */
const PATIENCE_MS = 4_000;

/** How the place is doing right now; null when it could not be measured in time or at all: that never stops a rollback. */
export async function painNow(session: Session, { service, environment }: Place): Promise<PlaceStatus | null> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<null>((settle) => {
		timer = setTimeout(() => settle(null), PATIENCE_MS);
	});
	const measured = session.app.status(service, environment).then(
		({ places }) => places[0] ?? null,
		() => null,
	);
	try {
		return await session.wait("looking how it is doing", Promise.race([measured, late]));
	} finally {
		clearTimeout(timer);
	}
}
