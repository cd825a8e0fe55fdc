import { describe, expect, it } from "vitest";
import { nearestNames, suggestion } from "./nearest.ts";

describe("the nearest known name", () => {
	it.each([
		["paymets", ["payments", "checkout"], ["payments"]],
		["depends_on", ["dependsOn", "bake"], ["dependsOn"]],
		["PM2", ["pm2", "git"], ["pm2"]],
		["kubernetes", ["pm2", "compose", "git", "exec"], []],
		["x", ["a", "b"], []],
		["", ["a", "git"], []],
	])("of %j in %j is %j", (found, known, expected) => {
		expect(nearestNames(found, known)).toEqual(expected);
	});
	it("is said with the whole list", () => {
		expect(suggestion("gti", ["git", "pm2"], "adapters")).toBe("Did you mean `git`? Known adapters: git, pm2.");
		expect(suggestion("gti", [], "channels")).toBe("There are no channels yet.");
	});
	it("is found at once for a very long name", () => {
		expect(nearestNames("x".repeat(1_000_000), ["git"])).toEqual([]);
	});
});
