import { beforeEach, expect, test } from "vitest";
import type { Clock } from "../core/runtime.ts";
import type { RunStore } from "../core/store.ts";
import { createJournalNotices, type JournalNotices } from "./journal-notices.ts";

/** Time that stands still: a sleep ends only when it is given up. */
const still: Clock = {
	now: () => 0,
	sleep: (_ms, signal) => new Promise((resolve) => signal?.addEventListener("abort", () => resolve())),
};
/** Time that has run out already. */
const over: Clock = { now: () => 0, sleep: async () => undefined };

let notices: JournalNotices;
let append: RunStore["append"];

beforeEach(() => {
	notices = createJournalNotices(still);
	append = notices.telling({ append: async () => [] }).append;
});

test("whoever waits for a run is told as soon as its journal is written here", async () => {
	const told = notices.next("entry", "run-1", notices.count("entry", "run-1"), 80);
	await append("run-1", []);
	await expect(told).resolves.toBeUndefined();
});

test("what was written between the look and the wait is not waited for", async () => {
	const count = notices.count("entry", "run-1");
	await append("run-1", []);
	await expect(notices.next("entry", "run-1", count, 80)).resolves.toBeUndefined();
});

test("another run's entries, and entries that say nothing of the status, do not wake who waits for a status", async () => {
	let isTold = false;
	const told = notices.next("status", "run-1", 0, 80).then(() => {
		isTold = true;
	});
	await append("run-2", [], "succeeded");
	await append("run-1", []);
	await new Promise((resolve) => setImmediate(resolve));
	expect(isTold).toBe(false);
	await append("run-1", [], "succeeded");
	await told;
	expect(isTold).toBe(true);
});

test("a wait ends when its time is over, as another process may have written", async () => {
	await expect(createJournalNotices(over).next("entry", "run-1", 0, 80)).resolves.toBeUndefined();
});

test("a wait that its caller gives up ends", async () => {
	const left = new AbortController();
	const waiting = notices.next("entry", "run-1", 0, 80, left.signal);
	left.abort();
	await expect(waiting).resolves.toBeUndefined();
});
