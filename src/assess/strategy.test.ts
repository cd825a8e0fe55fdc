import { expect, it } from "vitest";
import { strategiesFor } from "./strategy.ts";

it("reverts P0 and P1, may hotfix P2, and hotfixes P3", () => {
	const names = (["P0", "P1", "P2", "P3"] as const).map((severity) => strategiesFor(severity).map((strategy) => strategy.name));
	expect(names).toEqual([
		["platform-rollback", "revert", "tag"],
		["platform-rollback", "revert", "tag"],
		["platform-rollback", "revert", "hotfix"],
		["hotfix"],
	]);
});
