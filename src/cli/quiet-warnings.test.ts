import { describe, expect, test } from "vitest";
import { silenceSqliteWarning } from "./quiet-warnings.ts";

function heard(): { readonly process: Pick<NodeJS.Process, "emitWarning">; readonly warnings: unknown[] } {
	const warnings: unknown[] = [];
	const process = { emitWarning: (warning: string | Error) => void warnings.push(warning) };
	silenceSqliteWarning(process);
	return { process, warnings };
}

describe("warnings", () => {
	test("Node's notice about node:sqlite is not shown", () => {
		const { process, warnings } = heard();
		process.emitWarning("SQLite is an experimental feature and might change at any time", "ExperimentalWarning");
		process.emitWarning("SQLite is an experimental feature", { type: "ExperimentalWarning" });
		expect(warnings).toEqual([]);
	});

	test("every other warning is", () => {
		const { process, warnings } = heard();
		process.emitWarning("SQLite is deprecated", "DeprecationWarning");
		process.emitWarning("The foo is an experimental feature", "ExperimentalWarning");
		expect(warnings).toEqual(["SQLite is deprecated", "The foo is an experimental feature"]);
	});
});
