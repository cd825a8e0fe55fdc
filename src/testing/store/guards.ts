import { describe, expect, it } from "vitest";
import type { Guard } from "../../core/guard.ts";
import { CHECKOUT, HOSTILE } from "./values.ts";
import { inWorld, type OpenWorld, withAnother } from "./world.ts";

const AT = "2026-03-01T03:00:00.000Z";
const STAGING = { ...CHECKOUT, environment: "staging" };

function guard(id: string, change: Partial<Guard> = {}): Guard {
	return {
		id,
		service: CHECKOUT.service,
		environment: CHECKOUT.environment,
		requestedBy: "ana",
		revision: 0,
		owner: { mark: "machine:42:7:", aliveAt: AT },
		startedAt: AT,
		finishedAt: null,
		phase: "before",
		command: ["deploy", HOSTILE],
		before: {},
		from: { id: "v1", label: "v1" },
		source: "platform",
		version: null,
		commit: null,
		watchForMs: 60_000,
		deployStartedAt: null,
		deploy: null,
		release: null,
		after: {},
		watchUntil: null,
		reason: null,
		incident: null,
		run: null,
		outcome: null,
		text: null,
		...change,
	};
}

/** Deploys under guard. */
export function describeGuards(open: OpenWorld): void {
	describe("guards", () => {
		it("gives a guard back as it was stored, also to the next process", () =>
			inWorld(open, (world) =>
				withAnother(world, async (other) => {
					expect(await world.store.guards.create(guard("guard-1"))).toBeNull();
					expect(await other.guards.get("guard-1")).toEqual(guard("guard-1"));
					expect(await other.guards.get("guard-2")).toBeNull();
				}),
			));

		it("lets one place have one that is not finished, also when two begin at once", () =>
			inWorld(open, (world) =>
				withAnother(world, async (other) => {
					const begun = await Promise.all([world.store.guards.create(guard("guard-1")), other.guards.create(guard("guard-2"))]);
					expect(begun.filter((holder) => holder === null)).toHaveLength(1);
					const holder = begun.find((one) => one !== null);
					expect(await world.store.guards.open(CHECKOUT)).toEqual([holder]);
					expect(await world.store.guards.create(guard("guard-3", STAGING))).toBeNull();
					expect((await world.store.guards.open({})).map(({ id }) => id)).toEqual([holder?.id, "guard-3"]);
				}),
			));

		it("gives the place free when it is finished", () =>
			inWorld(open, async ({ store }) => {
				await store.guards.create(guard("guard-1"));
				await store.guards.save(guard("guard-1", { phase: "finished", outcome: "good" }));
				expect(await store.guards.open(CHECKOUT)).toEqual([]);
				expect(await store.guards.create(guard("guard-2"))).toBeNull();
				expect(await store.guards.get("guard-1")).toMatchObject({ phase: "finished", outcome: "good", revision: 1 });
			}));

		it("refuses who changes it after somebody else did", () =>
			inWorld(open, (world) =>
				withAnother(world, async (other) => {
					await world.store.guards.create(guard("guard-1"));
					const taken = await other.guards.save(guard("guard-1", { owner: { mark: "other", aliveAt: AT } }));
					expect(taken).toMatchObject({ revision: 1, owner: { mark: "other" } });
					expect(await world.store.guards.save(guard("guard-1", { phase: "watching" }))).toBeNull();
					expect(await world.store.guards.get("guard-1")).toEqual(taken);
				}),
			));

		it("hears that its owner lives, and tells an owner of old that it is none any more", () =>
			inWorld(open, async ({ store }) => {
				const stored = guard("guard-1");
				await store.guards.create(stored);
				const later = "2026-03-01T03:00:05.000Z";
				expect(await store.guards.beat("guard-1", { ...stored.owner, aliveAt: later })).toBe(true);
				expect(await store.guards.get("guard-1")).toMatchObject({ revision: 0, owner: { aliveAt: later } });
				await store.guards.save({ ...stored, owner: { mark: "other", aliveAt: later } });
				expect(await store.guards.beat("guard-1", { ...stored.owner, aliveAt: later })).toBe(false);
			}));
	});
}
