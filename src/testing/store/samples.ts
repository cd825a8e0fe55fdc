import { describe, expect, it } from "vitest";
import type { Sample } from "../../core/series.ts";
import { CHECKOUT, HOSTILE } from "./values.ts";
import { inWorld, type OpenWorld, withAnother } from "./world.ts";

/** 2026-03-01T03:00:00Z; beyond 32 bits, as every time of today. */
const START_MS = 1_772_334_000_000;
const STAGING = { ...CHECKOUT, environment: "staging" };

/** The ten seconds that begin `minute` minutes after the start. */
function sampleAt(minute: number, change: Partial<Sample> = {}): Sample {
	const fromMs = START_MS + minute * 60_000;
	return { fromMs, toMs: fromMs + 10_000, requests: 100, errors: 1, errorRatio: null, latency: null, ...change };
}

/** What Backout measured itself. */
export function describeSamples(open: OpenWorld): void {
	describe("samples", () => {
		it("gives series back by source, oldest first, whatever order they were told in", () =>
			inWorld(open, async ({ store }) => {
				const latency = { kind: "histogram", boundsMs: [5, 2.5e3], counts: [1, 0, 7] } as const;
				await store.samples.append(CHECKOUT, "web", sampleAt(2));
				await store.samples.append(CHECKOUT, "Zone b", sampleAt(1, { latency, requests: null, errorRatio: 0.125 }));
				await store.samples.append(CHECKOUT, "web", sampleAt(0));
				expect(await store.samples.list(CHECKOUT, 0)).toEqual([
					{ name: "Zone b", samples: [sampleAt(1, { latency, requests: null, errorRatio: 0.125 })] },
					{ name: "web", samples: [sampleAt(0), sampleAt(2)] },
				]);
			}));

		it("replaces the sample of the same source and beginning, and no other", () =>
			inWorld(open, (world) =>
				withAnother(world, async (other) => {
					await world.store.samples.append(CHECKOUT, "web", sampleAt(0, { errors: 1 }));
					await world.store.samples.append(CHECKOUT, "web", sampleAt(1));
					await world.store.samples.append(CHECKOUT, "api", sampleAt(0, { errors: 2 }));
					const longer = sampleAt(0, { errors: 9, toMs: START_MS + 20_000 });
					await other.samples.append(CHECKOUT, "web", longer);
					expect(await world.store.samples.list(CHECKOUT, 0)).toEqual([
						{ name: "api", samples: [sampleAt(0, { errors: 2 })] },
						{ name: "web", samples: [longer, sampleAt(1)] },
					]);
					expect(await world.store.samples.list(CHECKOUT, START_MS + 15_000)).toMatchObject([{ name: "web", samples: [longer, {}] }]);
				}),
			));

		it("lists those that end after the moment given, and none that end on it", () =>
			inWorld(open, async ({ store }) => {
				for (const minute of [0, 1, 2]) await store.samples.append(CHECKOUT, "web", sampleAt(minute));
				const since = async (ms: number) => (await store.samples.list(CHECKOUT, ms)).flatMap((series) => series.samples);
				expect(await since(sampleAt(0).toMs - 1)).toHaveLength(3);
				expect(await since(sampleAt(0).toMs)).toEqual([sampleAt(1), sampleAt(2)]);
				expect(await store.samples.list(CHECKOUT, sampleAt(2).toMs)).toEqual([]);
			}));

		it("prunes the old ones of all places, and keeps those that end on the moment given", () =>
			inWorld(open, async ({ store }) => {
				for (const place of [CHECKOUT, STAGING]) {
					for (const minute of [0, 1, 2]) await store.samples.append(place, "web", sampleAt(minute));
				}
				await store.samples.prune(sampleAt(1).toMs);
				for (const place of [CHECKOUT, STAGING]) {
					expect(await store.samples.list(place, 0)).toEqual([{ name: "web", samples: [sampleAt(1), sampleAt(2)] }]);
				}
			}));

		it("does not mix environments, services or sources", () =>
			inWorld(open, async ({ store }) => {
				await store.samples.append(CHECKOUT, "web", sampleAt(0));
				await store.samples.append(STAGING, "web", sampleAt(0, { errors: 50 }));
				await store.samples.append({ ...CHECKOUT, service: "shop" }, "__proto__", sampleAt(0, { errors: 60 }));
				expect(await store.samples.list(CHECKOUT, 0)).toEqual([{ name: "web", samples: [sampleAt(0)] }]);
				expect(await store.samples.list(STAGING, 0)).toMatchObject([{ samples: [{ errors: 50 }] }]);
				expect(await store.samples.list({ ...CHECKOUT, service: "shop" }, 0)).toMatchObject([{ name: "__proto__" }]);
			}));

		it("keeps fractions of a millisecond, and gives what is no number back as not measured", () =>
			inWorld(open, async ({ store }) => {
				const third = sampleAt(0, { fromMs: START_MS + 1 / 3, errorRatio: 1 / 3 });
				await store.samples.append(CHECKOUT, "web", third);
				await store.samples.append(CHECKOUT, "web", { ...third, errors: Number.NaN });
				expect(await store.samples.list(CHECKOUT, 0)).toEqual([{ name: "web", samples: [{ ...third, errors: null }] }]);
			}));

		it("refuses a sample of no known time, and a source that no database can name", () =>
			inWorld(open, async ({ store }) => {
				for (const change of [{ fromMs: Number.NaN }, { toMs: Number.POSITIVE_INFINITY }]) {
					const refused = { code: "store.bad-sample", message: expect.stringContaining('A sample of "web" does not say') };
					await expect(store.samples.append(CHECKOUT, "web", sampleAt(0, change))).rejects.toMatchObject(refused);
				}
				await expect(store.samples.append(CHECKOUT, HOSTILE, sampleAt(0))).rejects.toMatchObject({ code: "store.bad-text" });
				expect(await store.samples.list(CHECKOUT, 0)).toEqual([]);
			}));
	});
}
