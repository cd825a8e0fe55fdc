import { describe, expect, it } from "vitest";
import type { Store } from "../../core/store.ts";
import { HOSTILE } from "./values.ts";
import { inWorld, type OpenWorld, withAnother } from "./world.ts";

const AT = "2026-03-01T03:00:00.000Z";

/** The hash-chained log, whole and tampered with. */
export function describeAudit(open: OpenWorld): void {
	describe("audit", () => {
		it("chains entries and finds them whole, whatever they say", () =>
			inWorld(open, async ({ store }) => {
				expect(await store.audit.verify()).toEqual({ ok: true, entries: 0 });
				const first = await store.audit.append(
					{ by: HOSTILE, action: "run.create", subject: "run-1", detail: { b: HOSTILE, a: [1.5, null] } },
					AT,
				);
				const second = await store.audit.append({ by: "ana", action: "automation.off", subject: "all", detail: null }, AT);
				expect([first.seq, first.previousHash, second.seq, second.previousHash]).toEqual([1, "0".repeat(64), 2, first.hash]);
				expect(await store.audit.list(0, 10)).toEqual([first, second]);
				expect(await store.audit.list(1, 10)).toEqual([second]);
				expect(await store.audit.verify()).toEqual({ ok: true, entries: 2 });
			}));

		it("does not fork when two instances append at once", () =>
			inWorld(open, (world) =>
				withAnother(world, async (other) => {
					await Promise.all(
						[...Array(20).keys()].flatMap((number) => [append(world.store, `left-${number}`), append(other, `right-${number}`)]),
					);
					expect(await world.store.audit.verify()).toEqual({ ok: true, entries: 40 });
				}),
			));

		it.each([
			["a changed entry", "update {audit} set body = replace(body, 'run-2', 'run-9') where seq = 2", 2, "entry 2 was changed"],
			["a changed time", "update {audit} set time = '2020-01-01T00:00:00.000Z' where seq = 3", 3, "entry 3 was changed"],
			["a missing entry", "delete from {audit} where seq = 2", 2, "entry 2 is missing: after 1 comes 3"],
			["a missing first entry", "delete from {audit} where seq = 1", 1, "entry 1 is missing: after 0 comes 2"],
			["missing newest entries", "delete from {audit} where seq > 3", 4, "entry 4 is missing: 5 were appended and the log ends at 3"],
			["an emptied log", "delete from {audit}", 1, "entry 1 is missing: 5 were appended and the log ends at 0"],
			["a hash that was made to fit its entry", "update {audit} set previous_hash = hash where seq = 4", 4, "entry 4 was changed"],
		])("finds %s", (_name, statement, brokenAt, reason) =>
			inWorld(open, async (world) => {
				for (let number = 1; number <= 5; number += 1) await append(world.store, `run-${number}`);
				await world.tamper(statement);
				const verdict = await world.store.audit.verify();
				expect(verdict).toMatchObject({ ok: false, brokenAt, entries: brokenAt - 1, reason: expect.stringContaining(reason) });
			}),
		);

		it("finds entries that changed places", () =>
			inWorld(open, async (world) => {
				for (let number = 1; number <= 3; number += 1) await append(world.store, `run-${number}`);
				for (const [from, to] of [
					[2, 99],
					[3, 2],
					[99, 3],
				] as const)
					await world.tamper(`update {audit} set seq = ${to} where seq = ${from}`);
				expect(await world.store.audit.verify()).toMatchObject({ ok: false, brokenAt: 2, reason: expect.stringContaining("entry 2") });
			}));

		it("finds a log whose end was written anew with hashes that fit", () =>
			inWorld(open, async (world) => {
				await append(world.store, "run-1");
				await append(world.store, "run-2");
				await inWorld(open, async (forged) => {
					await append(forged.store, "run-1");
					const { body, hash } = await forgedEntry(forged.store);
					await world.tamper(`update {audit} set body = '${body}', hash = '${hash}' where seq = 2`);
				});
				expect(await world.store.audit.verify()).toMatchObject({ ok: false, brokenAt: 2, reason: expect.stringContaining("written anew") });
			}));
	});
}

function append(store: Store, subject: string) {
	return store.audit.append({ by: "ana", action: "run.create", subject, detail: null }, AT);
}

async function forgedEntry(store: Store): Promise<{ body: string; hash: string }> {
	const { hash, by, action, subject, detail } = await append(store, "run-forged");
	return { body: JSON.stringify({ by, action, subject, detail }), hash };
}
