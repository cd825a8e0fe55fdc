import { describe, expect, it } from "vitest";
import { HOSTILE, sampleMessage } from "./values.ts";
import { inWorld, type OpenWorld } from "./world.ts";

const NOW = "2026-03-01T03:00:00.000Z";
const LATER = "2026-03-01T03:01:00.000Z";

/** Messages that still have to go out. */
export function describeOutbox(open: OpenWorld): void {
	describe("outbox", () => {
		it("has a new message due at once on each of its channels, oldest first, once", () =>
			inWorld(open, async ({ store }) => {
				const [first, second] = [sampleMessage("message-1", "run-1"), sampleMessage("message-2", "run-1")];
				await store.outbox.put(first, ["slack", "webhook"]);
				await store.outbox.put(second, ["slack"]);
				await store.outbox.put(first, ["slack", "email"]);
				await store.outbox.put(first, []);
				expect(await store.outbox.due(NOW, 10)).toEqual([
					{ message: first, channel: "slack", attempts: 0 },
					{ message: first, channel: "webhook", attempts: 0 },
					{ message: second, channel: "slack", attempts: 0 },
					{ message: first, channel: "email", attempts: 0 },
				]);
				expect(await store.outbox.due(NOW, 1)).toHaveLength(1);
				expect(await store.outbox.pending("run-1")).toBe(4);
				expect(await store.outbox.pending("run-2")).toBe(0);
			}));

		it("does not bring back what was delivered", () =>
			inWorld(open, async ({ store }) => {
				await store.outbox.put(sampleMessage("message-1", "run-1"), ["slack"]);
				await store.outbox.delivered("message-1", "slack");
				await store.outbox.failed("message-1", "slack", "a slow second try", NOW);
				await store.outbox.put(sampleMessage("message-1", "run-1"), ["slack"]);
				expect(await store.outbox.due(LATER, 10)).toEqual([]);
				expect(await store.outbox.pending("run-1")).toBe(0);
			}));

		it("waits until the next try's time and counts the tries", () =>
			inWorld(open, async ({ store }) => {
				await store.outbox.put(sampleMessage("message-1", "run-1"), ["slack"]);
				// The same moment as LATER, written in another zone.
				await store.outbox.failed("message-1", "slack", HOSTILE, "2026-03-01T00:01:00-03:00");
				expect(await store.outbox.due(NOW, 10)).toEqual([]);
				expect(await store.outbox.pending("run-1")).toBe(1);
				expect(await store.outbox.due(LATER, 10)).toMatchObject([{ channel: "slack", attempts: 1 }]);
			}));

		it("gives a message up for good", () =>
			inWorld(open, async ({ store }) => {
				await store.outbox.put(sampleMessage("message-1", "run-1"), ["slack", "email"]);
				await store.outbox.failed("message-1", "slack", "gone", null);
				expect(await store.outbox.due(LATER, 10)).toMatchObject([{ channel: "email" }]);
				expect(await store.outbox.pending("run-1")).toBe(1);
			}));
	});
}
