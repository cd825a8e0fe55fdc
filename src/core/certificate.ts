import type { Reading } from "./signal.ts";

/** Renew soon: two weeks leave room for a validation that does not come by itself (runbook 004); ours. */
export const WARN_DAYS = 14;
/** Renew at once: a long weekend; ours. */
export const MINIMUM_DAYS = 3;

/** How a certificate stands: clients refuse it, it is to be renewed at once or soon, nothing is wrong, or none was seen. */
export type CertificateStanding = "refused" | "renew-at-once" | "renew-soon" | "fine" | "unknown";

/** Where the certificate of the reading stands. */
export function certificateStanding(reading: Extract<Reading, { kind: "certificate" }>): CertificateStanding {
	const { daysLeft, problem, limits } = reading;
	if (problem !== null) return "refused";
	if (daysLeft === null || !Number.isFinite(daysLeft)) return "unknown";
	if (daysLeft < 0) return "refused";
	if (daysLeft <= (limits?.minimumDays ?? MINIMUM_DAYS)) return "renew-at-once";
	return daysLeft <= (limits?.warnDays ?? WARN_DAYS) ? "renew-soon" : "fine";
}

/** `2 days left`, `1 day left`, `less than a day left`, `ended 3 days ago`. */
export function daysLeftText(daysLeft: number): string {
	if (daysLeft < 0) return `ended ${quantity(-daysLeft)} ago`;
	return daysLeft < 1 ? "less than a day left" : `${quantity(daysLeft)} left`;
}

function quantity(days: number): string {
	return days === 1 ? "1 day" : `${days} days`;
}
