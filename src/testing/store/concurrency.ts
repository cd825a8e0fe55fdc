import { describe, expect, it } from "vitest";
import type { Store } from "../../core/store.ts";
import { startAppender } from "./child.ts";
import { sampleEvent, sampleRelease, sampleRun } from "./values.ts";
import { inWorld, type OpenWorld, withAnother } from "./world.ts";

const RUN = "run-1";

/** Several instances and several processes on one state, and the death of one of them. */
export function describeConcurrency(open: OpenWorld): void {
	describe("several at once", () => {
		it("numbers 50 interleaved appends from each of two instances without a gap or a double", () =>
			inWorld(open, async (world) => {
				await world.store.runs.create(sampleRun(RUN), []);
				await withAnother(world, async (other) => {
					const appendAll = (store: Store, who: string) =>
						Promise.all(Array.from({ length: 50 }, (_, index) => store.runs.append(RUN, [sampleEvent(`${who}${index}`)])));
					await Promise.all([appendAll(world.store, "left"), appendAll(other, "right")]);
				});
				await expectWhole(world.store, 100);
			}));

		it("stores a happening once when two instances append the same key at once", () =>
			inWorld(open, async (world) => {
				await world.store.runs.create(sampleRun(RUN), []);
				await withAnother(world, async (other) => {
					const keys = Array.from({ length: 20 }, (_, index) => sampleEvent(`same-${index}`));
					const both = await Promise.all(keys.flatMap((event) => [world.store.runs.append(RUN, [event]), other.runs.append(RUN, [event])]));
					expect(both.flat()).toHaveLength(20);
				});
				await expectWhole(world.store, 20);
			}));

		it("lets one of two creates win and tells the other who holds the place, 20 times over", () =>
			inWorld(open, (world) =>
				withAnother(world, async (other) => {
					for (let round = 0; round < 20; round += 1) {
						const [left, right] = [`left-${round}`, `right-${round}`];
						const outcomes = await Promise.all([world.store.runs.create(sampleRun(left), []), other.runs.create(sampleRun(right), [])]);
						expect(outcomes.filter((outcome) => outcome.created)).toHaveLength(1);
						const winner = outcomes[0].created ? left : right;
						expect(outcomes.find((outcome) => !outcome.created)).toMatchObject({ holder: { run: winner } });
						await world.store.runs.releaseLock(winner);
					}
				}),
			));

		it("loses nothing when two instances tell of one release at once", () =>
			inWorld(open, (world) =>
				withAnother(world, async (other) => {
					await Promise.all([
						world.store.ledger.record(sampleRelease("v1", { commit: "abc123" })),
						other.ledger.record(sampleRelease("v1", { schemaRevision: "42" })),
					]);
					expect(await world.store.ledger.list(sampleRelease("v1"), 10)).toMatchObject([{ commit: "abc123", schemaRevision: "42" }]);
				}),
			));

		it("numbers appends of two processes without a gap or a double", () =>
			inWorld(open, async (world) => {
				await world.store.runs.create(sampleRun(RUN), []);
				const child = startAppender(world.state, RUN, "child-", 50);
				await child.reached(1);
				for (let number = 1; number <= 50; number += 1) await world.store.runs.append(RUN, [sampleEvent(`parent-${number}`)]);
				await child.finished();
				await expectWhole(world.store, 100);
			}));

		it("is whole after a process was killed in the middle of its appends, three times", () =>
			inWorld(open, async (world) => {
				await world.store.runs.create(sampleRun(RUN), []);
				let confirmed = 0;
				for (const prefix of ["first-", "second-", "third-"]) {
					const child = startAppender(world.state, RUN, prefix, 100_000);
					await child.reached(20);
					await child.kill();
					confirmed += child.confirmed();
				}
				await withAnother(world, async (reopened) => {
					const events = await reopened.runs.events(RUN, 0);
					// Each process may have stored one more than it lived to say.
					expect(events.length).toBeGreaterThanOrEqual(confirmed);
					await expectWhole(reopened, events.length);
					expect(await reopened.runs.append(RUN, [sampleEvent("after")])).toMatchObject([{ seq: events.length + 1 }]);
				});
			}));
	});
}

async function expectWhole(store: Store, count: number): Promise<void> {
	const events = await store.runs.events(RUN, 0);
	expect(events.map((event) => event.seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
	expect(new Set(events.map((event) => JSON.stringify({ ...event, seq: 0, time: "" }))).size).toBe(count);
}
