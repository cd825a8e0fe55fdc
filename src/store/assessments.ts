import type { Assessment } from "../core/assessment.ts";
import type { IncidentStore } from "../core/store.ts";
import { fromBody, sortableTime, toBody } from "./body.ts";
import type { Database } from "./tables.ts";

/** Assessments in the database. They never change; saving one again can only join it to an incident. */
export function openAssessments(database: Database): Pick<IncidentStore, "saveAssessment" | "assessments" | "latestAssessment"> {
	const { queries } = database;
	return {
		saveAssessment: (incident, assessment) =>
			database.inTransaction(async (transaction) => {
				const { id, service, environment } = assessment;
				const at = sortableTime(assessment.at) ?? assessment.at;
				const insert = transaction.insertInto("assessments").values({ id, service, environment, at, incident, body: toBody(assessment) });
				await insert
					.onConflict((conflict) => {
						const known = conflict.column("id");
						return incident === null ? known.doNothing() : known.doUpdateSet({ incident });
					})
					.execute();
			}),
		assessments: async (incident) => {
			const query = queries.selectFrom("assessments").select("body").where("incident", "=", incident);
			const rows = await query.orderBy("at").orderBy("ordinal").execute();
			return rows.map((row) => fromBody<Assessment>(row.body));
		},
		latestAssessment: async ({ service, environment }) => {
			const query = queries.selectFrom("assessments").select("body").where("service", "=", service).where("environment", "=", environment);
			const row = await query.orderBy("at", "desc").orderBy("ordinal", "desc").limit(1).executeTakeFirst();
			return row === undefined ? null : fromBody<Assessment>(row.body);
		},
	};
}
