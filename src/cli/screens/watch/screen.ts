import { formatDuration } from "../../../core/duration.ts";
import { placeText } from "../../../core/place.ts";
import { clockTime } from "../../../core/time.ts";
import type { Paint } from "../../paint.ts";
import { age } from "../age.ts";
import { actionText, deadlineText, sureText } from "../assessment.ts";
import { clipped, hanging, padded, printable, visibleLength } from "../text.ts";
import { decisionTrail, judgedLines } from "./judged.ts";
import { type Layout, layoutFor, signalRows } from "./signals.ts";
import type { WatchView } from "./view.ts";

/** What a frame may take, in columns and rows. */
export interface Size {
	readonly width: number;
	readonly height: number;
}

/** Signals get at least so many rows; the judge and the reason give way to them. */
const FEWEST_ROWS = 3;
/** A reason, and the judge's sentence, may take so many lines where there is room: the cause stands at the end of it. */
const MOST_LINES = 8;
/** Where there is little, a reason takes so many; the whole of it is on the screen of `assess`. */
const FEWEST_LINES = 2;

/** One frame of `assess --watch`: at most `height` lines of at most `width` columns. Pure. */
export function watchScreen(view: WatchView, { width, height }: Size, paint: Paint): readonly string[] {
	const { assessment, looks } = view;
	const wholeReason = reasonLines(view, width, MOST_LINES, paint);
	const wholeJudged = judgedLines(assessment, looks, wholeReason.join(" "), paint, width, MOST_LINES);
	const layout = layoutFor(view, width);
	const title = [titleLine(view, width, paint), clipped(standingText(view, paint), width)];
	const reason = reasonLines(view, width, FEWEST_LINES, paint);
	const judged = judgedLines(assessment, looks, reason.join(" "), paint, width);
	const axis = axisLine(view, layout, paint);
	const foot = footLine(view, width, paint);
	const rows = (count: number) => signalRows(view, layout, count, paint);
	const room = (parts: readonly (readonly string[])[]) => height - parts.reduce((sum, part) => sum + part.length, 0);
	const whole = [title, [""], wholeReason, [""], axis, [""], wholeJudged, [""], [foot]];
	if (room(whole) >= Math.max(FEWEST_ROWS, Math.min(view.signals.length, MOST_LINES)))
		return lines([title, [""], wholeReason, [""], axis, rows(room(whole)), [""], wholeJudged, [""], [foot]]);
	const full = [title, [""], reason, [""], axis, [""], judged, [""], [foot]];
	if (room(full) >= FEWEST_ROWS) return lines([title, [""], reason, [""], axis, rows(room(full)), [""], judged, [""], [foot]]);
	const tight = [title, reason.slice(0, 1), axis, judged.slice(0, 1), [foot]];
	if (room(tight) >= FEWEST_ROWS) return lines([title, reason.slice(0, 1), axis, rows(room(tight)), judged.slice(0, 1), [foot]]);
	return lines([title.slice(0, 1), rows(Math.max(0, height - 2)), [foot]]).slice(0, height);
}

/** The same frame a moment later: the clock and the countdown go on, all else stands until the next whole frame. Drawing charts every second would cost more than looking. Pure. */
export function tickedScreen(frame: readonly string[], view: WatchView, { width }: Size, paint: Paint): readonly string[] {
	return lines([[titleLine(view, width, paint)], frame.slice(1, -1), [footLine(view, width, paint)]]);
}

function lines(parts: readonly (readonly string[])[]): readonly string[] {
	return parts.flat().map((line) => printable(line).trimEnd());
}

function titleLine({ assessment, nowMs }: WatchView, width: number, paint: Paint): string {
	const { current, deployedAt } = assessment;
	const live = deployedAt === null ? "" : ` for ${age(deployedAt, nowMs)}`;
	const release = current === null ? "which release runs is unknown" : `runs ${current.label}${live}`;
	const clock = paint.dim(`${clockTime(new Date(nowMs).toISOString())} UTC`);
	const left = clipped(`${actionText(assessment, paint)}  ${paint.strong(placeText(assessment))}, ${release}`, width - 14);
	return padded(left, width - visibleLength(clock)) + clock;
}

function standingText({ assessment, looks, nowMs }: WatchView, paint: Paint): string {
	const { decision } = assessment;
	const [sure, trail] = [sureText(decision), decisionTrail(looks, paint)];
	if (decision.deadline === null) return `${sure} ${trail}`;
	const leftMs = Date.parse(decision.deadline) - nowMs;
	const left = leftMs > 0 ? `, in ${formatDuration(Math.ceil(leftMs / 1_000) * 1_000).replace(/\.0 s$/, " s")}` : "";
	// The trail comes last: a narrow window may cut it, the time it may not.
	return `${sure} ${paint.dim("·")} ${paint.warn(`${deadlineText(decision.deadline, nowMs)}${left}`)} ${trail}`;
}

function reasonLines({ assessment }: WatchView, width: number, most: number, paint: Paint): readonly string[] {
	const [first] = assessment.decision.reasons;
	if (first === undefined) return [clipped(assessment.decision.advice, width)];
	const wrapped = hanging("", `${first.text} ${paint.dim(`(${first.rule})`)}`, width);
	return wrapped.length <= most ? wrapped : [...wrapped.slice(0, most - 1), clipped(wrapped.slice(most - 1).join(" "), width)];
}

/** Where the deploy stands in every picture below, and how long a column is. */
function axisLine({ assessment, nowMs }: WatchView, { names, axis, chart }: Layout, paint: Paint): readonly string[] {
	const lead = " ".repeat(4 + names + 2);
	const scale = paint.dim(`${spanText(axis.stepMs)} a column`);
	if (axis.before === null) {
		const { deployedAt, current } = assessment;
		const when = deployedAt === null ? "" : `${current?.label ?? "the deploy"} came ${age(deployedAt, nowMs)} ago · `;
		return [`${lead}${clipped(paint.dim(when) + scale, chart)}`];
	}
	const label = `▾ ${assessment.current?.label ?? "what runs was"} deployed`;
	const fits = axis.before + visibleLength(label) <= chart;
	const marked = fits ? `${" ".repeat(axis.before)}${paint.accent(label)}` : `${padded("", axis.before)}${paint.accent("▾")}`;
	const left = visibleLength(marked);
	return [left + 2 + visibleLength(scale) <= chart + 24 ? `${lead}${padded(marked, chart)}  ${scale}` : `${lead}${marked}`];
}

function spanText(ms: number): string {
	return ms < 60_000 ? `${ms / 1_000} s` : ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`;
}

function footLine({ looks, nextLookMs, mode }: WatchView, width: number, paint: Paint): string {
	const count = `look ${looks.length}`;
	if (mode === "over") return clipped(paint.dim(`${count}, the last`), width);
	const next = nextLookMs === null ? "looking now" : `next in ${Math.max(0, Math.ceil(nextLookMs / 1_000))} s`;
	const hint = mode === "keys" ? "space looks now, q or Ctrl-C leaves" : "Ctrl-C leaves";
	return clipped(paint.dim(`${count} · ${next} · ${hint}`), width);
}
