import { formatDuration } from "../../core/duration.ts";
import type { OnsetMs } from "./onset.ts";

/** Another service's release, and when it took traffic, in milliseconds since the epoch. */
export interface OtherDeploy {
	readonly service: string;
	readonly atMs: number;
}

/** What another deploy is held against. */
interface Moment {
	readonly onset: OnsetMs | null;
	readonly deployedAtMs: number;
	readonly slackMs: number;
	readonly otherDeploys: readonly OtherDeploy[];
}

/**
 * A cause lies before its effect: a deploy is told when it begins, and is felt once it has rolled out. Kubernetes calls a roll-out that has not come
 * about after ten minutes failed (`progressDeadlineSeconds`, 600 by default), in milliseconds.
 */
export const TAKES_EFFECT_MS = 600_000;

/** The deploy of another service nearest to where the change began that may have caused it; null when there is none. One that took traffic before ours had its time to show before ours came. */
export function nearbyDeploy({ onset, deployedAtMs, slackMs, otherDeploys }: Moment): OtherDeploy | null {
	const began = onset ?? { atMs: deployedAtMs, earliestMs: deployedAtMs, latestMs: deployedAtMs };
	const soonestMs = began.earliestMs - TAKES_EFFECT_MS;
	// What began before our release was not caused by it: then ours says nothing of the others.
	const fromMs = deployedAtMs > began.latestMs ? soonestMs : Math.max(soonestMs, Math.min(deployedAtMs, began.earliestMs));
	const [nearest] = otherDeploys
		.filter(({ atMs }) => atMs >= fromMs - slackMs && atMs <= began.latestMs + slackMs)
		.toSorted((one, other) => Math.abs(one.atMs - began.atMs) - Math.abs(other.atMs - began.atMs));
	return nearest ?? null;
}

/** Whether the change may be another deploy's effect, while ours is too long ago to be felt only now. */
export function isMuchNearer(onset: OnsetMs | null, deployedAtMs: number, { atMs }: OtherDeploy): boolean {
	if (onset === null) return false;
	const soonestMs = onset.earliestMs - TAKES_EFFECT_MS;
	return deployedAtMs < soonestMs && atMs >= soonestMs && atMs <= onset.latestMs;
}

/** `pay was deployed 1 min 00 s before it began, long after this release: look there first`. */
export function nearbyText({ service, atMs }: OtherDeploy, onset: OnsetMs | null, deployedAtMs: number): string {
	const when = momentText((onset?.atMs ?? deployedAtMs) - atMs);
	if (isMuchNearer(onset, deployedAtMs, { service, atMs }))
		return `${service} was deployed ${when}, long after this release: look there first`;
	return `${service} was deployed ${when} too, and may be the cause instead`;
}

/** Less than this, in milliseconds, no clock tells apart. */
const SAME_MS = 10_000;

function momentText(leadMs: number): string {
	if (Math.abs(leadMs) < SAME_MS) return "as it began";
	return `${formatDuration(Math.abs(leadMs))} ${leadMs > 0 ? "before" : "after"} it began`;
}
