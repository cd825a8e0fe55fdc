import type { Message } from "../core/channel.ts";
import type { OutboxStore } from "../core/store.ts";
import { fromBody, sortableTime, toBody } from "./body.ts";
import type { Database, Tables } from "./tables.ts";

/** Sorts before every time: a new message is due at once. */
const AT_ONCE = "";

/** Messages that still have to go out, in the database, one row for each channel. */
export function openOutbox(database: Database): OutboxStore {
	return {
		put: (message, channels) =>
			database.inTransaction(async (transaction) => {
				if (channels.length === 0) return;
				await transaction
					.insertInto("outbox")
					.values(channels.map((channel) => newRow(message, channel)))
					.onConflict((conflict) => conflict.columns(["message", "channel"]).doNothing())
					.execute();
			}),
		due: async (now, limit) => {
			const query = database.queries.selectFrom("outbox").select(["body", "channel", "attempts"]).where("state", "=", "waiting");
			const due = query.where("next_at", "<=", sortableTime(now) ?? now);
			const rows = await due.orderBy("ordinal").limit(limit).execute();
			return rows.map(({ body, channel, attempts }) => ({ message: fromBody<Message>(body), channel, attempts }));
		},
		delivered: (message, channel) => settle(database, message, channel, { state: "delivered", detail: null }),
		failed: (message, channel, detail, nextAt) => {
			if (nextAt === null) return settle(database, message, channel, { state: "given-up", detail });
			return settle(database, message, channel, { state: "waiting", detail, next_at: sortableTime(nextAt) ?? nextAt });
		},
		pending: async (run) => {
			const query = database.queries.selectFrom("outbox").select((eb) => eb.fn.countAll<number>().as("count"));
			const row = await query.where("run", "=", run).where("state", "=", "waiting").executeTakeFirstOrThrow();
			return row.count;
		},
	};
}

type OutboxRow = Tables["outbox"];

function newRow(message: Message, channel: string): Omit<OutboxRow, "ordinal"> {
	return {
		message: message.id,
		channel,
		run: message.run,
		state: "waiting",
		attempts: 0,
		next_at: AT_ONCE,
		detail: null,
		body: toBody(message),
	};
}

/** Counts the attempt. A delivered or given-up message is left alone: a slow second try must not bring it back. */
async function settle(
	database: Database,
	message: string,
	channel: string,
	outcome: Pick<OutboxRow, "state"> & { detail: string | null; next_at?: string },
): Promise<void> {
	const detail = outcome.detail === null ? null : toBody(outcome.detail);
	await database.inTransaction(async (transaction) => {
		await transaction
			.updateTable("outbox")
			.set((eb) => ({ ...outcome, detail, attempts: eb("attempts", "+", 1) }))
			.where("message", "=", message)
			.where("channel", "=", channel)
			.where("state", "=", "waiting")
			.execute();
	});
}
