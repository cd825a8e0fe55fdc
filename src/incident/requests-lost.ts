import { amountOrNull } from "../core/measurement.ts";
import type { CaseFile } from "../core/report.ts";
import type { RequestsLost } from "../core/review.ts";
import type { Signal } from "../core/signal.ts";
import { verifiedIn } from "./facts.ts";

interface Sample {
	readonly from: number;
	readonly to: number;
	readonly failed: number;
	readonly total: number;
}

/** Failed requests between two times (`to` null: until now), counted from windows that do not overlap; the error-rate signal that saw most counts, since several may see the same requests. */
export function requestsLost(file: CaseFile, span: { readonly from: string; readonly to: string | null }): RequestsLost {
	const signals = ratioSignals(file).filter((signal) => span.to === null || Date.parse(signal.window.to) <= Date.parse(span.to));
	if (signals.length === 0) return { kind: "unknown", why: "no error rate was measured" };
	const byName = Object.values(Object.groupBy(signals.flatMap(sampleOf), ({ name }) => name));
	const counts = byName
		.map((group) => mostFailures((group ?? []).map(({ sample }) => sample)))
		.toSorted((a, b) => sumFailed(b) - sumFailed(a));
	const chosen = counts[0];
	if (chosen === undefined) return { kind: "unknown", why: "only shares were measured, not counts" };
	return {
		kind: covers(chosen, span) ? "exactly" : "at-least",
		count: sumFailed(chosen),
		of: chosen.reduce((sum, { total }) => sum + total, 0),
	};
}

function ratioSignals(file: CaseFile): readonly Signal[] {
	const looks = file.runs.flatMap((run) => verifiedIn(run).map(({ verification }) => verification.signals));
	const all = [...file.assessments.map((assessment) => assessment.signals), ...looks].flat();
	return all.filter((signal) => signal.measure === "error-rate");
}

function sampleOf(signal: Signal): readonly { readonly name: string; readonly sample: Sample }[] {
	if (signal.reading.kind !== "ratio") return [];
	const failed = amountOrNull(signal.reading.failed);
	const total = amountOrNull(signal.reading.total);
	const [from, to] = [Date.parse(signal.window.from), Date.parse(signal.window.to)];
	if (failed === null || total === null || !(from < to)) return [];
	return [{ name: signal.name, sample: { from, to, failed, total } }];
}

/** The non-overlapping samples with the most failures (weighted interval scheduling): the best lower bound that never counts a request twice. */
function mostFailures(samples: readonly Sample[]): readonly Sample[] {
	const sorted = samples.toSorted((a, b) => a.to - b.to || a.from - b.from);
	const best: (readonly Sample[])[] = [[]];
	for (const [index, sample] of sorted.entries()) {
		const compatible = sorted.slice(0, index).findLastIndex((other) => other.to <= sample.from) + 1;
		const withSample = [...(best[compatible] ?? []), sample];
		const without = best[index] ?? [];
		best.push(sumFailed(withSample) >= sumFailed(without) ? withSample : without);
	}
	return best.at(-1) ?? [];
}

function covers(samples: readonly Sample[], span: { readonly from: string; readonly to: string | null }): boolean {
	const [first, last] = [samples[0], samples.at(-1)];
	if (first === undefined || last === undefined || span.to === null) return false;
	const isWhole = samples.every((sample, index) => index === 0 || sample.from === samples[index - 1]?.to);
	return isWhole && first.from === Date.parse(span.from) && last.to >= Date.parse(span.to);
}

function sumFailed(samples: readonly Sample[]): number {
	return samples.reduce((sum, { failed }) => sum + failed, 0);
}
