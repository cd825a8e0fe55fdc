import { formatDuration } from "../../../core/duration.ts";
import { formatCount, formatShare } from "../../../core/number.ts";
import type { Paint } from "../../paint.ts";
import { clipped, padded, visibleLength } from "../text.ts";
import { type Axis, axisOf, valuesIn } from "./axis.ts";
import { type Band, bandOf } from "./band.ts";
import { chartLines } from "./chart.ts";
import type { Point, Unit } from "./points.ts";
import type { WatchedSignal, WatchView } from "./view.ts";

/** Before the chart: two columns of margin, the mark and a space; around it two each. */
const MARGIN = 4;
const GAP = 2;
/** A chart is at most this high, and a name and a text at most this wide. */
const HIGHEST = 4;
const LONGEST_NAME = 40;
const LONGEST_TEXT = 64;
/** `usual 0.1 % – 0.4 %` and its like fit. */
const LEAST_TEXT = 22;
/** The least that fills a chart's height: noise of a tenth of a percent is no mountain. */
const LEAST_TOP: Readonly<Record<Unit, number>> = { share: 0.01, ms: 20, count: 5 };
/** How much of the height is kept free above what is usual: for a time so much that half as slow again, on which the runbooks act, still fits. */
const HEADROOM: Readonly<Record<Unit, number>> = { share: 1.15, ms: 1.5, count: 1.15 };
const ORDER: readonly WatchedSignal["state"][] = ["abnormal", "unknown", "normal"];

/** Where the columns of the signal lines lie. */
export interface Layout {
	readonly names: number;
	readonly texts: number;
	readonly axis: Axis;
	/** Columns of the chart, the deploy's mark counted in. */
	readonly chart: number;
}

/** The columns for these signals in this width. */
export function layoutFor({ signals, assessment, nowMs }: WatchView, width: number): Layout {
	const names = Math.min(LONGEST_NAME, Math.floor(width / 4), Math.max(0, ...signals.map(({ name }) => visibleLength(name))));
	const room = Math.min(LONGEST_TEXT, Math.floor(width * 0.36));
	const texts = Math.min(room, Math.max(LEAST_TEXT, ...signals.map((signal) => visibleLength(knownText(signal, room)))));
	const chart = Math.max(8, width - MARGIN - names - texts - 2 * GAP);
	const deployedAtMs = assessment.deployedAt === null ? null : Date.parse(assessment.deployedAt);
	const axis = axisOf(nowMs, deployedAtMs, chart - 1);
	return { names, texts, axis, chart };
}

/** The signals in at most so many lines: what is wrong first; what does not fit is counted, never left out silently. */
export function signalRows(view: WatchView, layout: Layout, rows: number, paint: Paint): readonly string[] {
	const sorted = view.signals.toSorted((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
	const folds = sorted.length > rows;
	const shown = folds ? sorted.slice(0, Math.max(0, rows - 1)) : sorted;
	const drawn = shown.filter(isTall).length;
	const spare = drawn === 0 ? 0 : Math.floor((rows - shown.length) / drawn);
	const height = folds ? 1 : Math.min(HIGHEST, 1 + spare);
	const lines = shown.flatMap((signal) => signalLines(signal, view, layout, isTall(signal) ? height : 1, paint));
	return folds ? [...lines, foldedText(sorted.slice(shown.length), paint)] : lines;
}

/** Checks pass or fail: a line says all of it. */
function isTall({ unit, now }: WatchedSignal): boolean {
	return unit !== null && now !== "passes" && now !== "fails";
}

function foldedText(folded: readonly WatchedSignal[], paint: Paint): string {
	const parts = ORDER.flatMap((state) => {
		const count = folded.filter((signal) => signal.state === state).length;
		return count === 0 ? [] : [`${count} ${state}`];
	});
	return paint.dim(`    … and ${folded.length} more: ${parts.join(", ")}; a higher window shows them`);
}

function signalLines(signal: WatchedSignal, view: WatchView, layout: Layout, height: number, paint: Paint): readonly string[] {
	const { name, state, unit } = signal;
	const marks = { normal: paint.good("✓"), abnormal: paint.bad("✗"), unknown: paint.warn("?") };
	const lead = `  ${marks[state]} ${padded(shortened(name, layout.names), layout.names)}${" ".repeat(GAP)}`;
	const blank = " ".repeat(visibleLength(lead));
	const { chart, band } = unit === null ? { chart: null, band: null } : drawn(signal, unit, view, layout, height, paint);
	const texts = textsOf(signal, band, layout.texts, height, paint);
	return Array.from({ length: height }, (_, row) => {
		const picture = padded(chart?.[row] ?? "", layout.chart);
		return `${row === 0 ? lead : blank}${picture}${" ".repeat(GAP)}${texts[row] ?? ""}`.trimEnd();
	});
}

/** Names that are too long differ at their ends: a URL's host is the same for all of a service. */
function shortened(name: string, width: number): string {
	const signs = [...name];
	return signs.length <= width ? name : `…${signs.slice(signs.length - width + 1).join("")}`;
}

interface Drawn {
	readonly chart: readonly string[];
	readonly band: Band | null;
}

function drawn({ points }: WatchedSignal, unit: Unit, { assessment }: WatchView, { axis }: Layout, height: number, paint: Paint): Drawn {
	const deployedAtMs = assessment.deployedAt === null ? null : Date.parse(assessment.deployedAt);
	const band = bandOf(points, deployedAtMs, unit, requestsInColumn(points, axis));
	const values = valuesIn(axis, points);
	const top = Math.max(LEAST_TOP[unit], (band?.high ?? 0) * HEADROOM[unit], ...values.flatMap((value) => value ?? []));
	return { chart: chartLines({ values, before: axis.before, band, top, height }, paint), band };
}

/** How many requests a column of the picture speaks for, by those of all that is drawn. */
function requestsInColumn(points: readonly Point[], { fromMs, stepMs }: Axis): number {
	const shown = points.filter((point) => point.value !== null && point.toMs > fromMs);
	const requests = shown.reduce((sum, { weight }) => sum + weight, 0);
	const coveredMs = shown.reduce((sum, point) => sum + point.toMs - point.fromMs, 0);
	return coveredMs === 0 ? 1 : (requests * stepMs) / coveredMs;
}

/** What it is now; below it, where there is room, what is usual. On one line both, when they fit. */
function textsOf(signal: WatchedSignal, band: Band | null, width: number, height: number, paint: Paint): readonly string[] {
	const { now, state, unit } = signal;
	const color = { abnormal: paint.bad, unknown: paint.warn, normal: (words: string) => words }[state];
	const known = knownText(signal, width);
	const usual = band === null || unit === null ? "" : usualText(band, unit);
	if (height > 1) return [color(clipped(known, width)), paint.dim(clipped(usual, width))];
	const both = usual !== "" && known === now && visibleLength(`${now}  ${usual}`) <= width;
	return [both ? `${color(now)}  ${paint.dim(usual)}` : color(clipped(known, width))];
}

/** Why something is unknown is told, however it is cut; the rest in a sentence, or in a few words where that does not fit. */
function knownText({ text, now, state }: WatchedSignal, width: number): string {
	return state === "unknown" || visibleLength(text) <= width ? text : now;
}

function usualText({ low, high }: Band, unit: Unit): string {
	const text = { share: formatShare, ms: formatDuration, count: formatCount }[unit];
	return low > 0 ? `usual ${text(low)} – ${text(high)}` : `usual up to ${text(high)}`;
}
