import type { Approval, ApprovalStore } from "../core/store.ts";
import { fromBody, toBody } from "./body.ts";
import type { Database } from "./tables.ts";

/** One-use approvals in the database; the primary key makes the first word count. */
export function openApprovals(database: Database): ApprovalStore {
	return {
		decide: (approval) =>
			database.inTransaction(async (transaction) => {
				const decided = await transaction
					.insertInto("approvals")
					.values({ run: approval.run, step: approval.step, body: toBody(approval) })
					.onConflict((conflict) => conflict.columns(["run", "step"]).doNothing())
					.executeTakeFirst();
				return decided.numInsertedOrUpdatedRows === 1n;
			}),
		get: async (run, step) => {
			const query = database.queries.selectFrom("approvals").select("body").where("run", "=", run).where("step", "=", step);
			const row = await query.executeTakeFirst();
			return row === undefined ? null : fromBody<Approval>(row.body);
		},
	};
}
