import { formatDuration } from "../core/duration.ts";
import { isFreeze } from "../core/freeze.ts";
import { formatShare } from "../core/number.ts";
import type { Refusal } from "../core/plan.ts";
import { needsApproval } from "./approval-level.ts";
import type { StartRequest } from "./start-request.ts";

/** A rule that stops an automatic run; null: it lets it pass. */
type Guardrail = (request: StartRequest) => Refusal | null;

/** In the order they are asked; the first that speaks refuses. What is not known refuses too. */
export const guardrails: readonly Guardrail[] = [
	automationOff,
	environmentByHand,
	held,
	forwardIsForPeople,
	freezeIsForPeople,
	riskySteps,
	notKnownGood,
	tooOld,
	coolingDown,
	tooManyToday,
	blastRadius,
];

function automationOff({ automation }: StartRequest): Refusal | null {
	if (automation === null || automation.isOn) return null;
	const reason = `Automation is switched off by ${automation.by}: ${automation.reason}.`;
	return { rule: "automation-off", reason, fix: "A person may run it: `backout run`. `backout automation on` switches it on again." };
}

function environmentByHand({ isEnvironmentAutomatic, plan }: StartRequest): Refusal | null {
	if (isEnvironmentAutomatic) return null;
	const reason = `Automatic runs are not allowed in ${plan.environment}.`;
	return {
		rule: "environment-not-automatic",
		reason,
		fix: `A person may run it, or set \`environments.${plan.environment}.automatic: true\`.`,
	};
}

/** Somebody is at work on the service; a machine must not get in between. */
function held({ hold, plan }: StartRequest): Refusal | null {
	if (hold === null) return null;
	const fix = `A person may run it; \`backout release ${plan.service}\` ends the hold.`;
	return { rule: "held", reason: `${plan.service} is held by ${hold.by}: ${hold.reason}.`, fix };
}

function forwardIsForPeople({ plan }: StartRequest): Refusal | null {
	if (plan.kind !== "undo") return null;
	return {
		rule: "undo-not-automatic",
		reason: "A rollback is never undone automatically.",
		fix: "A person decides: `backout undo <run>`.",
	};
}

/** Stopping a service is an outage, and bringing it back may let it write again what was wrong. */
function freezeIsForPeople({ plan }: StartRequest): Refusal | null {
	if (!isFreeze(plan.kind)) return null;
	return {
		rule: "freeze-not-automatic",
		reason: "A service is never stopped or brought back automatically.",
		fix: `A person decides: \`backout run ${plan.service} --recipe ${plan.kind}\`.`,
	};
}

function riskySteps({ plan }: StartRequest): Refusal | null {
	const risky = plan.steps.filter(needsApproval);
	if (risky.length === 0) return null;
	const reason = `Not every step is safe: ${risky.map((step) => `${step.id} (${step.risk})`).join(", ")}.`;
	return { rule: "risky-step", reason, fix: "A person may run it and have those steps approved." };
}

function notKnownGood({ plan, standing }: StartRequest): Refusal | null {
	if (standing === "good") return null;
	const label = plan.to?.label ?? "the release to return to";
	const reason = `${label} is not known to be good (${standing ?? "nothing is known of it"}).`;
	return {
		rule: "not-known-good",
		reason,
		fix: `Confirm it: \`backout record ${plan.service} ${label} -e ${plan.environment} --good\`, or let a person run it.`,
	};
}

function tooOld({ deployedAtMs, now, limits }: StartRequest): Refusal | null {
	const fix = "A person may run it after looking for another cause.";
	if (deployedAtMs === null) return { rule: "release-age-unknown", reason: "When the current release went live is not known.", fix };
	const ageMs = now - deployedAtMs;
	if (ageMs <= limits.maxReleaseAgeMs) return null;
	const reason = `The current release has run for ${formatDuration(ageMs)}; automation takes back none older than ${formatDuration(limits.maxReleaseAgeMs)}.`;
	return { rule: "release-too-old", reason, fix };
}

function coolingDown({ automaticRunsMs, now, limits, plan }: StartRequest): Refusal | null {
	const latest = Math.max(...automaticRunsMs);
	if (now - latest >= limits.cooldownMs) return null;
	const reason = `${plan.service} was rolled back automatically ${formatDuration(Math.max(0, now - latest))} ago; at most one run per ${formatDuration(limits.cooldownMs)}.`;
	return { rule: "cooldown", reason, fix: "The last rollback did not help for long: a person should look, and may run it." };
}

const DAY_MS = 86_400_000;

function tooManyToday({ automaticRunsMs, now, limits, plan }: StartRequest): Refusal | null {
	const today = automaticRunsMs.filter((startedAt) => now - startedAt < DAY_MS).length;
	if (today < limits.perDay) return null;
	const reason = `${plan.service} was rolled back automatically ${today} times within a day; at most ${limits.perDay}.`;
	return { rule: "per-day", reason, fix: "Something else is wrong: a person should look, and may run it." };
}

/** Many services failing at once is rarely many bad releases. The first service always may, or a small shop could never. */
function blastRadius({ services, limits }: StartRequest): Refusal | null {
	const share = (services.rolledBack + 1) / Math.max(services.all, 1);
	if (services.rolledBack === 0 || share <= limits.blastRadius) return null;
	const reason = `${services.rolledBack} of ${services.all} services were rolled back automatically within the hour; at most ${formatShare(limits.blastRadius)} may be.`;
	return { rule: "blast-radius", reason, fix: "Look for a common cause (network, provider, database); a person may run it." };
}
