import { formatDuration } from "../../core/duration.ts";
import { releaseName, unavailability } from "../../core/lineage.ts";
import { formatQuantity } from "../../core/number.ts";
import type { Place } from "../../core/place.ts";
import type { Plan, Refusal } from "../../core/plan.ts";
import type { Release } from "../../core/release.ts";
import { makePlan } from "../plan.ts";
import type { GuardParts } from "./parts.ts";
import { type Previous, sourceText } from "./previous.ts";

/** Refusals of doing over what is live: the way back from another release is not like that, and begins where they do not apply. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(["redeploy-invisible", "same-release"]);

/** Whether there is a way back from a bad deploy, in one line, or why there is none. */
export type WayBack = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly refusal: Refusal };

/** The way back to what runs now: its targets are asked what they would do to bring it back, and nothing is written. */
export async function findWayBack(parts: GuardParts, place: Place, previous: Previous): Promise<WayBack> {
	const { release, source } = previous;
	if (release === null) return none(place, previous);
	if (release.standing === "never") return refused(place, `${release.label} runs now and must never come back`);
	// What runs now is not known, so nothing can be planned from it yet.
	if (source !== "platform") return asListed(place, previous, release);
	const wish = { kind: "redeploy", to: releaseName(release).id, badCommit: null, only: null, isAutomatic: false } as const;
	const plan = await makePlan(parts, place, wish);
	if (plan.refused !== null && SAYS_NOTHING.has(plan.refused.rule)) return asListed(place, previous, release);
	return plan.refused === null ? { ok: true, text: lineOf(plan, release) } : refused(place, plan.refused.reason);
}

/** That the platform still has the release can be seen, though nothing can be planned. */
function asListed(place: Place, { lineage, source }: Previous, release: Release): WayBack {
	const gone = unavailability(release, Object.keys(lineage.currents));
	return gone === null ? { ok: true, text: `to ${release.label}, ${sourceText(source)}` } : refused(place, `${release.label}: ${gone}`);
}

function lineOf(plan: Plan, release: Release): string {
	const targets = [...new Set(plan.steps.map(({ target }) => target))].join(", ");
	const waiting = plan.steps.filter(({ risk }) => risk !== "safe").length;
	const time = plan.expectedMs === null ? "" : `, about ${formatDuration(plan.expectedMs)} as earlier runs took`;
	const approval = waiting === 0 ? "" : `; ${formatQuantity(waiting, "step")} of it would wait for approval`;
	return `to ${release.label} (standing ${release.standing}) on ${targets}, ${formatQuantity(plan.steps.length, "step")}${time}${approval}`;
}

function none(place: Place, { lineage, warnings }: Previous): WayBack {
	if (lineage.current.state === "split") return refused(place, "the service stands half-way between two releases");
	return refused(place, warnings.length === 0 ? "nobody knows what runs now" : warnings.join("; "));
}

function refused({ service, environment }: Place, why: string): WayBack {
	return {
		ok: false,
		refusal: {
			rule: "no-way-back",
			reason: `There would be no way back from this deploy of ${service} in ${environment}: ${why.replace(/\.$/, "")}.`,
			fix: `See \`backout history ${service} -e ${environment}\` and \`backout check --live\`; a first deploy may go on with --without-way-back.`,
		},
	};
}
