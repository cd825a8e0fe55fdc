import { describe, expect, it } from "vitest";
import { CHECKOUT, sampleRun } from "./values.ts";
import { inWorld, type OpenWorld, withAnother } from "./world.ts";

/** Takes the tables back to how the first version left them. */
const BACK_TO_FIRST = ["drop table {samples}", "drop table {judgements}", "drop table {guards}", "update {schema_version} set version = 1"];

/** A database that an older Backout wrote. */
export function describeMigration(open: OpenWorld): void {
	describe("an older database", () => {
		it("gets the new tables when it is opened, and keeps what it held", () =>
			inWorld(open, async (world) => {
				const sample = { fromMs: 1, toMs: 2, requests: 1, errors: 0, errorRatio: null, latency: null };
				await world.store.runs.create(sampleRun("run-1"), []);
				for (const statement of BACK_TO_FIRST) await world.tamper(statement);
				await expect(world.store.samples.list(CHECKOUT, 0)).rejects.toMatchObject({ code: "store.failed" });
				await withAnother(world, async (reopened) => {
					await reopened.samples.append(CHECKOUT, "web", sample);
					expect(await reopened.samples.list(CHECKOUT, 0)).toEqual([{ name: "web", samples: [sample] }]);
					expect(await reopened.judgements.get(CHECKOUT, "v2")).toBeNull();
					expect(await reopened.runs.get("run-1")).toEqual(sampleRun("run-1"));
				});
				await withAnother(world, async (again) => {
					expect(await again.samples.list(CHECKOUT, 0)).toHaveLength(1);
				});
			}));

		it("holds runs that say nothing of a verdict: they all left releases that were found bad", () =>
			inWorld(open, async (world) => {
				await world.store.runs.create(sampleRun("run-1", { isJudged: false }), []);
				expect(await world.store.runs.get("run-1")).toMatchObject({ isJudged: false });
				await world.tamper(`update {runs} set body = replace(body, ',"isJudged":false', '')`);
				expect(await world.store.runs.get("run-1")).toMatchObject({ isJudged: true });
			}));
	});
}
