import type { Sample } from "../../core/series.ts";

/** Something counted in one part of time: failed requests out of all, or slow ones. */
export interface CountPart {
	readonly fromMs: number;
	readonly toMs: number;
	readonly failed: number;
	readonly total: number;
}

/** Failed and all of them, added up; may be fractions. */
export interface Counts {
	readonly failed: number;
	readonly total: number;
}

/** The samples of the stretch [fromMs, toMs) that lie wholly inside. */
export function inside(samples: readonly Sample[], fromMs: number, toMs: number): readonly Sample[] {
	return samples.filter((sample) => sample.fromMs >= fromMs && sample.toMs <= toMs);
}

/** The answer for a list of samples, reckoned once: one look asks the same of a list for every change and every suspect. */
export function oncePerList<Answer>(reckon: (samples: readonly Sample[]) => Answer): (samples: readonly Sample[]) => Answer {
	const known = new WeakMap<readonly Sample[], { readonly answer: Answer }>();
	return (samples) => {
		const found = known.get(samples);
		if (found !== undefined) return found.answer;
		const answer = reckon(samples);
		known.set(samples, { answer });
		return answer;
	};
}

/** The failed requests of a sample; null when they are not known as counts. */
export function errorsOf(sample: Sample): CountPart | null {
	const { fromMs, toMs, requests, errors, errorRatio } = sample;
	if (requests === null) return null;
	const failed = errors ?? (errorRatio === null ? null : errorRatio * requests);
	return failed === null ? null : { fromMs, toMs, failed: Math.min(failed, requests), total: requests };
}

/** The parts of all samples that have one. */
export function partsOf(samples: readonly Sample[], part: (sample: Sample) => CountPart | null): readonly CountPart[] {
	const parts: CountPart[] = [];
	for (const sample of samples) {
		const found = part(sample);
		if (found !== null) parts.push(found);
	}
	return parts;
}

/** Everything together. */
export function pooled(parts: readonly CountPart[]): Counts {
	let failed = 0;
	let total = 0;
	for (const part of parts) {
		failed += part.failed;
		total += part.total;
	}
	return { failed, total };
}

/** The failed requests of all samples that count them, sample by sample. */
export const errorPartsOf = oncePerList((samples) => partsOf(samples, errorsOf));

/** The failed requests of all samples together. */
export const errorsIn = oncePerList((samples) => pooled(errorPartsOf(samples)));

/** What falls into [fromMs, toMs); a part that reaches over an edge counts for the share of its time, so that cutting parts in two changes nothing. */
export function pooledWithin(parts: readonly CountPart[], fromMs: number, toMs: number): Counts {
	let failed = 0;
	let total = 0;
	for (const part of parts) {
		const overlap = Math.min(part.toMs, toMs) - Math.max(part.fromMs, fromMs);
		if (overlap <= 0) continue;
		const share = overlap / (part.toMs - part.fromMs);
		failed += part.failed * share;
		total += part.total * share;
	}
	return { failed, total };
}
