import type { PetshopCase, PetshopSample } from "./petshop.ts";

/** The last second before the deploys of hand-made cases. */
export const DEPLOYED_AT = 1_700_000_000;

/** A sample that ends so many lengths after the deploy (0 is the last one before it). */
export function sampleAt(place: number, measured: Partial<PetshopSample> = {}): PetshopSample {
	return { t: DEPLOYED_AT - 1 + place * 300, requests: 200, availabilityPercent: 100, latencyAvgMs: 50, ...measured };
}

/** A case of three services, `front` → `middle` → `back`, of which `middle` was deployed: four samples before, two after. */
export function handMade(parts: Partial<PetshopCase> = {}): PetshopCase {
	const quiet = [-3, -2, -1, 0, 1, 2].map((place) => sampleAt(place));
	return {
		id: "hand-made",
		scenario: "quiet",
		label: "healthy-release",
		deployed: "middle",
		deployedAt: DEPLOYED_AT,
		sampleSeconds: 300,
		dependencies: { front: ["middle"], middle: ["back"], back: [] },
		series: { front: quiet, middle: quiet, back: quiet },
		...parts,
	};
}

/** The same with a `middle` that fails so much of its requests (percent) in both samples after the deploy. */
export function failing(percent: number, parts: Partial<PetshopCase> = {}): PetshopCase {
	const middle = [-3, -2, -1, 0].map((place) => sampleAt(place));
	const after = [1, 2].map((place) => sampleAt(place, { availabilityPercent: 100 - percent }));
	const { series } = handMade();
	return handMade({ label: "faulty-release", series: { ...series, middle: [...middle, ...after] }, ...parts });
}
