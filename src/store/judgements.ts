import type { Place } from "../core/place.ts";
import type { JudgementStore } from "../core/store.ts";
import type { ReleaseJudgement } from "../core/verdict.ts";
import { fromBody, toBody } from "./body.ts";
import type { Database, Queries } from "./tables.ts";

/** What was judged of releases, in the database. */
export function openJudgements(database: Database): JudgementStore {
	return {
		get: (place, release) => find(database.queries, place, release),
		save: (place, judgement) =>
			database.inTransaction(async (transaction) => {
				// First a place for it, then its content: of two that judge at once, a bad verdict must stay whoever was first.
				while (!(await insertIfNew(transaction, place, judgement))) {
					const stored = await find(transaction, place, judgement.release, database.kind);
					// Cleared between the two statements (PostgreSQL only); then its place is free.
					if (stored === null) continue;
					if (stored.verdict === "bad") return stored;
					await replace(transaction, place, judgement);
					return judgement;
				}
				return judgement;
			}),
		clear: ({ service, environment }, release) =>
			database.inTransaction(async (transaction) => {
				const deletion = transaction.deleteFrom("judgements").where("service", "=", service).where("environment", "=", environment);
				await deletion.where("release", "=", release).execute();
			}),
	};
}

/** With a kind given, the row is locked against others until the transaction ends; on SQLite the transaction itself does that. */
async function find(queries: Queries, place: Place, release: string, lockFor?: Database["kind"]): Promise<ReleaseJudgement | null> {
	const row = await queries
		.selectFrom("judgements")
		.select("body")
		.where("service", "=", place.service)
		.where("environment", "=", place.environment)
		.where("release", "=", release)
		.$if(lockFor === "postgres", (query) => query.forUpdate())
		.executeTakeFirst();
	return row === undefined ? null : fromBody<ReleaseJudgement>(row.body);
}

async function insertIfNew(queries: Queries, { service, environment }: Place, judgement: ReleaseJudgement): Promise<boolean> {
	const inserted = await queries
		.insertInto("judgements")
		.values({ service, environment, release: judgement.release, body: toBody(judgement) })
		.onConflict((conflict) => conflict.columns(["service", "environment", "release"]).doNothing())
		.executeTakeFirst();
	return inserted.numInsertedOrUpdatedRows === 1n;
}

async function replace(queries: Queries, place: Place, judgement: ReleaseJudgement): Promise<void> {
	await queries
		.updateTable("judgements")
		.set({ body: toBody(judgement) })
		.where("service", "=", place.service)
		.where("environment", "=", place.environment)
		.where("release", "=", judgement.release)
		.execute();
}
