import { describe, expect, it } from "vitest";
import type { ReleaseJudgement, ReleaseVerdict } from "../../core/verdict.ts";
import { judgementOf } from "../judgements.ts";
import { CHECKOUT, HOSTILE } from "./values.ts";
import { inWorld, type OpenWorld, withAnother } from "./world.ts";

const AT = "2026-03-01T03:00:00.000Z";
const STAGING = { ...CHECKOUT, environment: "staging" };

/** A judgement of release v2; a bad one latched at 03:00. */
function judged(verdict: ReleaseVerdict, text = `is ${verdict}`): ReleaseJudgement {
	return judgementOf("v2", {
		verdict,
		confidence: 0.97,
		isWorse: verdict === "bad",
		effects: [{ measure: "errors", statistic: "share", before: 0.01, after: 0.05, change: 0.04, low: 0.03, high: 0.05 }],
		onset: { at: AT, earliest: AT, latest: AT },
		blame: [{ suspect: "dependency", name: "payments", share: 1 }],
		text,
		latchedAt: verdict === "bad" ? AT : null,
	});
}

/** What was judged of releases. */
export function describeJudgements(open: OpenWorld): void {
	describe("judgements", () => {
		it("gives a judgement back as it was saved, also to the next process, and null where none was made", () =>
			inWorld(open, (world) =>
				withAnother(world, async (other) => {
					const bad = judged("bad", HOSTILE);
					expect(await world.store.judgements.get(CHECKOUT, "v2")).toBeNull();
					expect(await world.store.judgements.save(CHECKOUT, bad)).toEqual(bad);
					expect(await other.judgements.get(CHECKOUT, "v2")).toEqual(bad);
					expect(await other.judgements.get(CHECKOUT, "v1")).toBeNull();
				}),
			));

		it("follows the verdict as it moves until it is bad", () =>
			inWorld(open, async ({ store }) => {
				for (const verdict of ["not-enough-evidence", "telemetry-broken", "good", "bad"] as const) {
					expect(await store.judgements.save(CHECKOUT, judged(verdict))).toEqual(judged(verdict));
					expect(await store.judgements.get(CHECKOUT, "v2")).toEqual(judged(verdict));
				}
			}));

		it("keeps a bad judgement, its first words too, whatever is saved after it", () =>
			inWorld(open, async ({ store }) => {
				const bad = judged("bad", "errors rose");
				await store.judgements.save(CHECKOUT, bad);
				for (const verdict of ["good", "not-enough-evidence", "telemetry-broken", "bad"] as const) {
					expect(await store.judgements.save(CHECKOUT, judged(verdict, "later"))).toEqual(bad);
				}
				expect(await store.judgements.get(CHECKOUT, "v2")).toEqual(bad);
			}));

		it("keeps the bad one of many that judge at once", () =>
			inWorld(open, (world) =>
				withAnother(world, async (other) => {
					const verdicts = ["good", "bad", "good", "not-enough-evidence", "good", "telemetry-broken"] as const;
					await Promise.all(
						verdicts.map((verdict, index) => (index % 2 === 0 ? world.store : other).judgements.save(CHECKOUT, judged(verdict))),
					);
					expect(await world.store.judgements.get(CHECKOUT, "v2")).toEqual(judged("bad"));
				}),
			));

		it("takes a bad verdict off when it is cleared, of that release alone; it may be judged anew then", () =>
			inWorld(open, async ({ store }) => {
				await store.judgements.save(CHECKOUT, judged("bad"));
				await store.judgements.save(CHECKOUT, { ...judged("bad"), release: "v3" });
				await store.judgements.clear(CHECKOUT, "v2");
				await store.judgements.clear(CHECKOUT, "v9");
				expect(await store.judgements.get(CHECKOUT, "v2")).toBeNull();
				expect(await store.judgements.get(CHECKOUT, "v3")).toMatchObject({ verdict: "bad" });
				expect(await store.judgements.save(CHECKOUT, judged("good"))).toEqual(judged("good"));
			}));

		it("does not mix environments or services", () =>
			inWorld(open, async ({ store }) => {
				await store.judgements.save(STAGING, judged("bad"));
				expect(await store.judgements.get(CHECKOUT, "v2")).toBeNull();
				expect(await store.judgements.save(CHECKOUT, judged("good"))).toEqual(judged("good"));
				await store.judgements.clear({ ...STAGING, service: "shop" }, "v2");
				await store.judgements.clear(CHECKOUT, "v2");
				expect(await store.judgements.get(STAGING, "v2")).toEqual(judged("bad"));
			}));
	});
}
