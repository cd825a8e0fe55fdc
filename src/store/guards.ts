import type { Guard } from "../core/guard.ts";
import type { GuardStore } from "../core/store.ts";
import { fromBody, toBody } from "./body.ts";
import type { Database, Queries } from "./tables.ts";

/** Deploys under guard, in the database. */
export function openGuards(database: Database): GuardStore {
	return {
		create: (guard) =>
			database.inTransaction(async (transaction) => {
				// The database's own constraint says which of two that begin at once is the first.
				const { id, service, environment } = guard;
				const inserted = await transaction
					.insertInto("guards")
					.values({ id, service, environment, ...changing(guard) })
					.onConflict((conflict) => conflict.column("open_place").doNothing())
					.executeTakeFirst();
				if (inserted.numInsertedOrUpdatedRows === 1n) return null;
				const [other] = await openOnes(transaction, guard);
				return other ?? null;
			}),
		get: async (id) => {
			const row = await selected(database.queries).where("id", "=", id).executeTakeFirst();
			return row === undefined ? null : guardOf(row);
		},
		open: (filter) => openOnes(database.queries, filter),
		save: (guard) =>
			database.inTransaction(async (transaction) => {
				const next: Guard = { ...guard, revision: guard.revision + 1 };
				const update = transaction.updateTable("guards").set(changing(next)).where("id", "=", guard.id);
				const { numUpdatedRows } = await update.where("revision", "=", guard.revision).executeTakeFirst();
				return numUpdatedRows === 1n ? next : null;
			}),
		beat: (id, { mark, aliveAt }) =>
			database.inTransaction(async (transaction) => {
				const update = transaction.updateTable("guards").set({ alive_at: aliveAt }).where("id", "=", id).where("owner", "=", mark);
				return (await update.executeTakeFirst()).numUpdatedRows === 1n;
			}),
	};
}

interface GuardRow {
	readonly revision: number;
	readonly owner: string;
	readonly alive_at: string;
	readonly body: string;
}

function selected(queries: Queries) {
	return queries.selectFrom("guards").select(["revision", "owner", "alive_at", "body"]);
}

/** Revision and owner have columns of their own, which count. */
function guardOf({ revision, owner, alive_at, body }: GuardRow): Guard {
	return { ...fromBody<Guard>(body), revision, owner: { mark: owner, aliveAt: alive_at } };
}

function changing(guard: Guard) {
	const { service, environment, phase, revision, owner } = guard;
	const open_place = phase === "finished" ? null : JSON.stringify([service, environment]);
	return { open_place, revision, owner: owner.mark, alive_at: owner.aliveAt, body: toBody(guard) };
}

async function openOnes(queries: Queries, { service, environment }: Parameters<GuardStore["open"]>[0]): Promise<readonly Guard[]> {
	let query = selected(queries).where("open_place", "is not", null);
	if (service !== undefined) query = query.where("service", "=", service);
	if (environment !== undefined) query = query.where("environment", "=", environment);
	return (await query.orderBy("ordinal").execute()).map(guardOf);
}
