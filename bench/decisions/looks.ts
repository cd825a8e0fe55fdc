import type { JudgeSettings, ReleaseCase } from "../../src/assess/judge/release.ts";
import type { Latency, Sample, Series } from "../../src/core/series.ts";
import { calledBy, callersOf } from "./callers.ts";
import type { PetshopCase, PetshopSample } from "./petshop.ts";

/**
 * The case as a judge meets it: once after each sample since the deploy, with the samples up to then and no label.
 *
 * A sample's `t` is the last second it counts, so it covers [t + 1 s − length, t + 1 s): the data says that the release took traffic "right after the
 * last sample before it", and `deployedAt` is one second after that `t`. A file that says otherwise would have a sample on both sides of the
 * deploy; it is cut there, since by the same sentence `t` alone says which side it belongs to.
 */
export function looksOf(one: PetshopCase, settings: JudgeSettings): readonly ReleaseCase[] {
	const stamps = new Set(Object.values(one.series).flatMap((samples) => samples.map(({ t }) => t)));
	const after = [...stamps].filter((t) => t >= one.deployedAt).sort((a, b) => a - b);
	return after.map((t) => lookAt(one, t, settings));
}

function lookAt(one: PetshopCase, t: number, settings: JudgeSettings): ReleaseCase {
	const seriesOf = (name: string): Series => ({
		name,
		samples: (one.series[name] ?? []).filter((sample) => sample.t <= t).map((sample) => sampleOf(sample, one)),
	});
	return {
		release: `${one.deployed}@${one.deployedAt}`,
		deployedAtMs: one.deployedAt * 1_000,
		nowMs: (t + 1) * 1_000,
		service: seriesOf(one.deployed),
		dependencies: calledBy(one.deployed, one.dependencies).map(seriesOf),
		callers: callersOf(one.deployed, one.dependencies).map(seriesOf),
		unchanged: [],
		otherDeploys: [],
		earlier: null,
		settings,
	};
}

function sampleOf(sample: PetshopSample, { deployedAt, sampleSeconds }: PetshopCase): Sample {
	const isAfter = sample.t >= deployedAt;
	const from = sample.t + 1 - sampleSeconds;
	const to = sample.t + 1;
	return {
		fromMs: (isAfter ? Math.max(from, deployedAt) : from) * 1_000,
		toMs: (isAfter ? to : Math.min(to, deployedAt)) * 1_000,
		...failures(sample),
		latency: latencyOf(sample),
	};
}

/** Counts where both are known, else the share alone. A share outside 0..100 % measured nothing. */
function failures({ requests, availabilityPercent }: PetshopSample): Pick<Sample, "requests" | "errors" | "errorRatio"> {
	const count = requests == null || requests < 0 ? null : Math.round(requests);
	const ratio = availabilityPercent == null || availabilityPercent < 0 || availabilityPercent > 100 ? null : 1 - availabilityPercent / 100;
	if (count === null || ratio === null) return { requests: count, errors: null, errorRatio: ratio };
	return { requests: count, errors: Math.round(count * ratio), errorRatio: null };
}

function latencyOf(sample: PetshopSample): Latency | null {
	const [meanMs, p50Ms] = [sample.latencyAvgMs ?? null, sample.latencyP50Ms ?? null];
	const [p95Ms, p99Ms] = [sample.latencyP95Ms ?? null, sample.latencyP99Ms ?? null];
	if ([meanMs, p50Ms, p95Ms, p99Ms].every((statistic) => statistic === null)) return null;
	return { kind: "statistics", meanMs, p50Ms, p95Ms, p99Ms };
}
