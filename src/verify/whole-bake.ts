import type { Thresholds } from "../core/config.ts";
import { judgeReading } from "../core/judgement.ts";
import { amountOrNull } from "../core/measurement.ts";
import { isTooLittle } from "../core/reading.ts";
import type { Reading, Signal } from "../core/signal.ts";
import type { Verification } from "../core/verification.ts";
import { verificationSentence } from "./sentence.ts";

/** Where what is told of a signal comes from: its last look, all looks together, or an earlier one. */
type From = "last" | "all" | "earlier";

/** What a bake showed of each signal, and in words. */
export interface WholeBake {
	readonly signals: readonly Signal[];
	/** "over all looks: errors 0.2 % of 410 requests (limit 1 %); last: 3 of 3 checks pass". */
	readonly text: string;
}

/** What the whole bake showed: the last look, save that errors it saw too few requests for are those of all looks together, and such a latency that of the newest look with enough. A quiet last half-minute says nothing of the half hour. */
export function wholeBake(samples: readonly Verification[], thresholds: Thresholds): WholeBake {
	const told = (samples.at(-1)?.signals ?? []).map((last) => {
		const looks = samples.flatMap((sample) => sample.signals.filter(({ name }) => name === last.name));
		return shownOf(last, looks, thresholds);
	});
	const signals = told.map(({ signal }) => signal);
	const sentence = (lead: string, wanted: From): readonly string[] => {
		const some = told.flatMap(({ from, signal }) => (from === wanted ? [signal] : []));
		return some.length === 0 ? [] : [`${lead}: ${verificationSentence(some, thresholds, signals)}`];
	};
	const parts = [...sentence("over all looks", "all"), ...sentence("in the newest look with enough requests", "earlier")];
	return { signals, text: [...parts, ...sentence("last", "last")].join("; ") };
}

function shownOf(last: Signal, looks: readonly Signal[], thresholds: Thresholds): { readonly from: From; readonly signal: Signal } {
	if (last.state === "unknown" && countsOf(last.reading) !== null) return { from: "all", signal: inAll(last, looks, thresholds) };
	const earlier = isTooLittle(last) ? looks.findLast(({ state }) => state === "normal") : undefined;
	return earlier === undefined ? { from: "last", signal: last } : { from: "earlier", signal: earlier };
}

function countsOf(reading: Reading): { readonly failed: number; readonly total: number } | null {
	const [failed, total] = reading.kind === "ratio" ? [amountOrNull(reading.failed), amountOrNull(reading.total)] : [null, null];
	return failed === null || total === null ? null : { failed, total };
}

/** Overlapping windows count once. Too much of one bad look, a blip, leaves undecided here what failed no bake. */
function inAll(last: Signal, looks: readonly Signal[], thresholds: Thresholds): Signal {
	const sum = { failed: 0, total: 0, to: "" };
	for (const { reading, window } of looks) {
		const counts = countsOf(reading);
		if (counts === null || window.from < sum.to) continue;
		sum.failed += counts.failed;
		sum.total += counts.total;
		sum.to = window.to;
	}
	const reading: Reading = { kind: "ratio", failed: sum.failed, total: sum.total, ratio: null, detail: last.reading.detail };
	const { state, text } = judgeReading(last.measure, reading, last.baseline, thresholds, "after");
	const window = { from: looks[0]?.window.from ?? last.window.from, to: last.window.to };
	return { ...last, window, reading, state: state === "normal" ? "normal" : "unknown", text };
}
