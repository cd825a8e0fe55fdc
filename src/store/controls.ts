import type { ControlStore, Hold } from "../core/store.ts";
import { fromBody, toBody } from "./body.ts";
import type { Database } from "./tables.ts";

type Automation = NonNullable<Awaited<ReturnType<ControlStore["automation"]>>>;

/** There is one switch for all. */
const SWITCH = 1;

/** Automation and deploy holds in the database; the newest word counts. */
export function openControls(database: Database): ControlStore {
	const { queries } = database;
	return {
		automation: async () => {
			const row = await queries.selectFrom("automation").select("body").where("id", "=", SWITCH).executeTakeFirst();
			return row === undefined ? null : fromBody<Automation>(row.body);
		},
		setAutomation: (isOn, by, reason, at) =>
			database.inTransaction(async (transaction) => {
				const automation: Automation = { isOn, by, reason, at };
				const body = toBody(automation);
				const insert = transaction.insertInto("automation").values({ id: SWITCH, body });
				await insert.onConflict((conflict) => conflict.column("id").doUpdateSet({ body })).execute();
			}),
		hold: ({ service, environment }, hold) =>
			database.inTransaction(async (transaction) => {
				const body = toBody(hold);
				const insert = transaction.insertInto("holds").values({ service, environment, body });
				await insert.onConflict((conflict) => conflict.columns(["service", "environment"]).doUpdateSet({ body })).execute();
			}),
		unhold: ({ service, environment }) =>
			database.inTransaction(async (transaction) => {
				const deletion = transaction.deleteFrom("holds").where("service", "=", service).where("environment", "=", environment);
				return (await deletion.executeTakeFirst()).numDeletedRows > 0n;
			}),
		holdOf: async ({ service, environment }) => {
			const query = queries.selectFrom("holds").select("body").where("service", "=", service).where("environment", "=", environment);
			const row = await query.executeTakeFirst();
			return row === undefined ? null : fromBody<Hold>(row.body);
		},
	};
}
