import type { ProcessStore, StepProcess } from "../core/store.ts";
import { fromBody, toBody } from "./body.ts";
import type { Database } from "./tables.ts";

/** Process groups that may have outlived us, in the database. A group number seen again for the same step is a new process: the newest counts. */
export function openProcesses(database: Database): ProcessStore {
	return {
		started: (process) =>
			database.inTransaction(async (transaction) => {
				const { run, step, group: group_id } = process;
				const body = toBody(process);
				await transaction
					.insertInto("processes")
					.values({ run, step, group_id, body })
					.onConflict((conflict) => conflict.columns(["run", "step", "group_id"]).doUpdateSet({ body }))
					.execute();
			}),
		ended: (run, step, group) =>
			database.inTransaction(async (transaction) => {
				await transaction.deleteFrom("processes").where("run", "=", run).where("step", "=", step).where("group_id", "=", group).execute();
			}),
		list: async (run) => {
			const rows = await database.queries.selectFrom("processes").select("body").where("run", "=", run).orderBy("ordinal").execute();
			return rows.map((row) => fromBody<StepProcess>(row.body));
		},
	};
}
