import { BackoutError } from "../core/error.ts";
import type { Sample, Series } from "../core/series.ts";
import type { SampleStore } from "../core/store.ts";
import { fromBody, toBody } from "./body.ts";
import type { Database, Tables } from "./tables.ts";

/** What Backout measured itself, in the database. A measure that is no number (NaN) comes back as null: it could not be measured. */
export function openSamples(database: Database): SampleStore {
	return {
		append: async ({ service, environment }, source, sample) => {
			const row = rowOf(source, sample);
			await database.inTransaction(async (transaction) => {
				const insert = transaction.insertInto("samples").values({ service, environment, ...row });
				const key = ["service", "environment", "source", "from_ms"] as const;
				await insert.onConflict((conflict) => conflict.columns(key).doUpdateSet({ to_ms: row.to_ms, body: row.body })).execute();
			});
		},
		list: async ({ service, environment }, sinceMs) => {
			const rows = await database.queries
				.selectFrom("samples")
				.select(["source", "body"])
				.where("service", "=", service)
				.where("environment", "=", environment)
				.where("to_ms", ">", sinceMs)
				.orderBy("from_ms")
				.execute();
			return bySource(rows);
		},
		prune: (beforeMs) =>
			database.inTransaction(async (transaction) => {
				await transaction.deleteFrom("samples").where("to_ms", "<", beforeMs).execute();
			}),
	};
}

type SampleRow = Pick<Tables["samples"], "source" | "from_ms" | "to_ms" | "body">;

/** Throws `store.bad-sample` when the sample does not say which part of time it is of: it could never be found, or never leave. */
function rowOf(source: string, sample: Sample): SampleRow {
	const { fromMs, toMs } = sample;
	if (Number.isFinite(fromMs) && Number.isFinite(toMs)) return { source, from_ms: fromMs, to_ms: toMs, body: toBody(sample) };
	throw new BackoutError({
		code: "store.bad-sample",
		message: `A sample of ${JSON.stringify(source)} does not say from when to when it is (from ${fromMs} to ${toMs}).`,
		fix: "Look at the clock of this machine and at what the source answers. The sample was not recorded.",
	});
}

/** Sorted here: the databases do not sort text alike. */
function bySource(rows: readonly Pick<SampleRow, "source" | "body">[]): readonly Series[] {
	const found = new Map<string, Sample[]>();
	for (const { source, body } of rows) {
		const samples = found.get(source) ?? [];
		samples.push(fromBody<Sample>(body));
		found.set(source, samples);
	}
	const names = [...found.keys()].sort();
	return names.map((name) => ({ name, samples: found.get(name) ?? [] }));
}
