import type { Plan } from "../core/plan.ts";
import type { RunStore } from "../core/store.ts";
import { fromBody, toBody } from "./body.ts";
import type { Database } from "./tables.ts";

/** Plans in the database. They never change: saving a known id again leaves the first. */
export function openPlans(database: Database): Pick<RunStore, "savePlan" | "plan"> {
	return {
		savePlan: (plan) =>
			database.inTransaction(async (transaction) => {
				await transaction
					.insertInto("plans")
					.values({ id: plan.id, body: toBody(plan) })
					.onConflict((conflict) => conflict.doNothing())
					.execute();
			}),
		plan: async (id) => {
			const row = await database.queries.selectFrom("plans").select("body").where("id", "=", id).executeTakeFirst();
			return row === undefined ? null : fromBody<Plan>(row.body);
		},
	};
}
