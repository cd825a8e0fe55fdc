import { describe, expect, it } from "vitest";
import { CHECKOUT, HOSTILE, sampleRelease } from "./values.ts";
import { inWorld, type OpenWorld } from "./world.ts";

const API = { id: "rev-7", label: "2.4.0", commit: "abc123", digest: null, deployedAt: null, unavailable: "image gone" };

/** Releases and their standing. */
export function describeLedger(open: OpenWorld): void {
	describe("ledger", () => {
		it("adds a release and gives it back as it was told", () =>
			inWorld(open, async ({ store }) => {
				const release = sampleRelease("v1", { standing: "good", deployedBy: HOSTILE, targets: { api: API, __proto__: API } });
				expect(await store.ledger.record(release)).toEqual(release);
				expect(await store.ledger.list(CHECKOUT, 10)).toEqual([release]);
			}));

		it("joins news into what was known: null erases nothing and the standing stays", () =>
			inWorld(open, async ({ store }) => {
				await store.ledger.record(sampleRelease("v1", { commit: "abc123", deployedBy: "ci", targets: { api: API }, isRecorded: true }));
				const worker = { ...API, id: "rev-1" };
				const heard = sampleRelease("v1", {
					schemaRevision: "42",
					standing: "good",
					targets: { api: { ...API, commit: null, unavailable: null }, worker },
				});
				expect(await store.ledger.record(heard)).toEqual({
					...sampleRelease("v1"),
					commit: "abc123",
					deployedBy: "ci",
					schemaRevision: "42",
					targets: { api: { ...API, unavailable: null }, worker },
					isRecorded: true,
				});
			}));

		it("takes over a target's new release whole", () =>
			inWorld(open, async ({ store }) => {
				await store.ledger.record(sampleRelease("v1", { targets: { api: API } }));
				const next = { ...API, id: "rev-8", commit: null };
				expect(await store.ledger.record(sampleRelease("v1", { targets: { api: next } }))).toMatchObject({ targets: { api: next } });
			}));

		it("lists the newest deployment first, across time zones, and those never deployed last", () =>
			inWorld(open, async ({ store }) => {
				await store.ledger.record(sampleRelease("never"));
				await store.ledger.record(sampleRelease("old", { deployedAt: "2026-03-01T10:00:00+09:00" }));
				await store.ledger.record(sampleRelease("new", { deployedAt: "2026-03-01T02:00:00Z" }));
				await store.ledger.record({ ...sampleRelease("other"), environment: "staging", deployedAt: "2026-03-02T02:00:00Z" });
				expect((await store.ledger.list(CHECKOUT, 10)).map((release) => release.id)).toEqual(["new", "old", "never"]);
				expect(await store.ledger.list(CHECKOUT, 1)).toHaveLength(1);
			}));

		it("latches a bad standing until somebody overrides it", () =>
			inWorld(open, async ({ store }) => {
				await store.ledger.record(sampleRelease("v1"));
				expect(await store.ledger.mark(CHECKOUT, "v1", "good", "baked", false)).toMatchObject({
					standing: "good",
					standingReason: "baked",
				});
				await store.ledger.mark(CHECKOUT, "v1", "bad", "errors", false);
				expect(await store.ledger.mark(CHECKOUT, "v1", "good", "baked", false)).toMatchObject({
					standing: "bad",
					standingReason: "errors",
				});
				await store.ledger.record(sampleRelease("v1", { standing: "good" }));
				expect(await store.ledger.list(CHECKOUT, 1)).toMatchObject([{ standing: "bad" }]);
				expect(await store.ledger.mark(CHECKOUT, "v1", "good", "was the network", true)).toMatchObject({ standing: "good" });
			}));

		it("lets bad become never, and never become nothing else without an override", () =>
			inWorld(open, async ({ store }) => {
				await store.ledger.record(sampleRelease("v1", { standing: "bad" }));
				expect(await store.ledger.mark(CHECKOUT, "v1", "never", "leaked key", false)).toMatchObject({ standing: "never" });
				for (const standing of ["bad", "unknown", "good"] as const) {
					expect(await store.ledger.mark(CHECKOUT, "v1", standing, "", false)).toMatchObject({
						standing: "never",
						standingReason: "leaked key",
					});
				}
				expect(await store.ledger.mark(CHECKOUT, "v1", "unknown", "key rotated", true)).toMatchObject({ standing: "unknown" });
			}));

		it("returns null for a release that is not in the ledger", () =>
			inWorld(open, async ({ store }) => {
				expect(await store.ledger.mark(CHECKOUT, "v9", "bad", "", false)).toBeNull();
			}));
	});
}
