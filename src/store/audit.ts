import type { AuditEntry, NewAuditEntry } from "../core/audit.ts";
import type { AuditStore } from "../core/store.ts";
import { fromBody, toBody } from "./body.ts";
import { hashOf, verifyChain } from "./chain.ts";
import type { Database, Queries, Tables } from "./tables.ts";

/** There is one chain. */
const HEAD = 1;

/** The hash-chained audit log in the database. The head row (last number and hash) is locked by whoever appends, so that two processes cannot fork the chain, and shows when the newest entries are taken away. */
export function openAudit(database: Database): AuditStore {
	return {
		append: (entry, at) =>
			database.inTransaction(async (transaction) => {
				const head = await readHead(transaction, database.kind === "postgres");
				const appended = chained(entry, at, head);
				await insertEntry(transaction, appended);
				await transaction.updateTable("audit_head").set({ seq: appended.seq, hash: appended.hash }).where("id", "=", HEAD).execute();
				return appended;
			}),
		list: (afterSeq, limit) => listEntries(database.queries, afterSeq, limit),
		verify: async () => {
			// The head first: entries that are appended while we read may be more than it says, never fewer.
			const head = await readHead(database.queries, false);
			return verifyChain((afterSeq, limit) => listEntries(database.queries, afterSeq, limit), head);
		},
	};
}

function chained(entry: NewAuditEntry, time: string, head: { seq: number; hash: string }): AuditEntry {
	const { by, action, subject, detail } = entry;
	const unsigned = { seq: head.seq + 1, time, by, action, subject, detail, previousHash: head.hash };
	return { ...unsigned, hash: hashOf(unsigned) };
}

async function readHead(queries: Queries, isForUpdate: boolean): Promise<{ seq: number; hash: string }> {
	const query = queries.selectFrom("audit_head").select(["seq", "hash"]).where("id", "=", HEAD);
	return query.$if(isForUpdate, (locking) => locking.forUpdate()).executeTakeFirstOrThrow();
}

async function insertEntry(queries: Queries, entry: AuditEntry): Promise<void> {
	const { seq, time, previousHash: previous_hash, hash, by, action, subject, detail } = entry;
	const body = toBody({ by, action, subject, detail });
	await queries.insertInto("audit").values({ seq, time, body, previous_hash, hash }).execute();
}

async function listEntries(queries: Queries, afterSeq: number, limit: number): Promise<readonly AuditEntry[]> {
	const rows = await queries.selectFrom("audit").selectAll().where("seq", ">", afterSeq).orderBy("seq").limit(limit).execute();
	return rows.map(entryOf);
}

function entryOf(row: Tables["audit"]): AuditEntry {
	const { seq, time, body, previous_hash: previousHash, hash } = row;
	return { ...fromBody<NewAuditEntry>(body), seq, time, previousHash, hash };
}
