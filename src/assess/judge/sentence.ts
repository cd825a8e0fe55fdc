import { formatDuration } from "../../core/duration.ts";
import { beforePhrase } from "../../core/judgement.ts";
import { formatShare } from "../../core/number.ts";
import { clockTime, utcDay } from "../../core/time.ts";
import type { Blame, ReleaseJudgement } from "../../core/verdict.ts";
import type { Change } from "./change.ts";
import type { OnsetMs } from "./onset.ts";

/** `8.1 % of requests fail (in the 3 h before: 0.2 %)`, `mean latency is 37.7 ms (in the 3 h before: 6.1 ms)`: the signals beside it are held against another past. */
export function changeText(change: Change): string {
	const worse = change.change >= 0;
	const before = beforePhrase(change.beforeMs);
	if (change.measure === "errors")
		return `${formatShare(change.after)} of requests fail (${before}: ${formatShare(Math.max(0, change.before))})`;
	return `${change.statistic} latency is ${formatDuration(change.after)}${worse ? ` (${before}: ${formatDuration(change.before)})` : `, down from ${formatDuration(change.before)} ${before}`}`;
}

/** `within 20 s of the deploy`, `4 min 10 s after the deploy`, `12 min 00 s before the deploy`. */
export function onsetPhrase(onset: OnsetMs | null, deployedAtMs: number, slackMs: number): string {
	if (onset === null) return "since the deploy";
	const lagMs = onset.atMs - deployedAtMs;
	if (Math.abs(lagMs) <= slackMs) return "since the deploy";
	return lagMs > 0 ? `from ${formatDuration(lagMs)} after the deploy on` : `since ${formatDuration(-lagMs)} before the deploy`;
}

/** Who else is to blame, or that nobody else is, in words. `unmeasured`: dependencies of which nothing is known. */
export function blameText(blame: readonly Blame[], dependencies: readonly string[], unmeasured: readonly string[]): string {
	const [first] = blame;
	if (first === undefined) return "";
	const share = `${Math.round(first.share * 100)} %`;
	if (first.suspect === "dependency") return `${first.name}, which it calls, explains ${share} of it: fix that, a rollback would not help`;
	if (first.suspect === "traffic") {
		const source = first.seenIn === undefined ? "" : `, most of it from ${first.seenIn}`;
		return `it has far more traffic than before${source}, which explains ${share} of it`;
	}
	if (first.suspect === "unknown" && first.seenIn !== undefined)
		return `${first.seenIn}, where this release did not go, got worse as well: look for what both share, a rollback would not help`;
	if (first.suspect === "unknown") return "what caused it is not clear";
	const measured = dependencies.filter((name) => !unmeasured.includes(name));
	return [innocents(measured), unmeasured.length === 0 ? "" : `${unmeasured.join(" and ")} could not be measured`]
		.filter((text) => text !== "")
		.join("; ");
}

function innocents(measured: readonly string[]): string {
	if (measured.length === 0) return "";
	if (measured.length > 2) return "none of what it calls explains it";
	return `${measured.join(" and ")}, which it calls, ${measured.length === 1 ? "does" : "do"} not explain it`;
}

/** With a capital and a full stop. */
export function sentence(text: string): string {
	return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** `Found bad at 03:05:00 UTC, and that stays: 8 % … since the deploy. Now: nothing is worse over the last 6 min: ….`; with the day where that is another than today's. */
export function latchedText({ text, nowText }: NonNullable<ReleaseJudgement["latched"]>, latchedAt: string, nowMs: number): string {
	const isToday = utcDay(latchedAt) === utcDay(new Date(nowMs).toISOString());
	const when = `${isToday ? "" : `${utcDay(latchedAt)} `}${clockTime(latchedAt)} UTC`;
	return `Found bad at ${when}, and that stays: ${text} Now: ${uncapped(nowText)}`;
}

/** A sentence as it stands behind a colon: without its capital. */
export function uncapped(text: string): string {
	return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
