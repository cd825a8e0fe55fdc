import type { PlaceStatus } from "../../app/index.ts";
import { age } from "./age.ts";
import { signalLines } from "./assessment.ts";
import type { Look } from "./status.ts";
import { hanging } from "./text.ts";

/** What the customers go through right now, before somebody says yes; `null` when it could not be measured in time. */
export function painLines(status: PlaceStatus | null, look: Look): readonly string[] {
	const { paint, width } = look;
	if (status === null) return [`${paint.strong("Right now")}  ${paint.warn("not known: it could not be measured in time")}`];
	if (!status.isProtected && status.health.outcome !== "unhealthy")
		return hanging(`${paint.strong("Right now")}  `, paint.warn("not known: it has no health check, smoke test or signal"), width);
	const outcome = { healthy: paint.good("healthy"), unhealthy: paint.bad("unhealthy"), unknown: paint.warn("unknown") };
	return [
		`${paint.strong("Right now")}  ${outcome[status.health.outcome]}${sinceText(status, look)}`,
		...signalLines(status.health.signals, paint, width),
		...(status.lock === null
			? []
			: hanging(
					`  ${paint.bad("!")} `,
					`run ${status.lock.run} of ${status.lock.requestedBy} is under way: this one will be refused`,
					width,
				)),
	];
}

function sinceText({ current, liveSince }: PlaceStatus, { paint, now }: Look): string {
	if (current.state !== "one" || liveSince === null) return "";
	return paint.dim(`  ${current.release.label} is live for ${age(liveSince, now)}`);
}
