import { expect, it } from "vitest";
import { worldMoved } from "./world.ts";

const plan = { world: { api: "v2", worker: "v2" } };

it("stands still while every target runs what it ran", () => {
	expect(worldMoved(plan, { worker: "v2", api: "v2" })).toBeNull();
});
it("has moved when a target runs something else, or cannot say", () => {
	expect(worldMoved(plan, { api: "v3", worker: null })).toEqual([
		{ target: "api", expected: "v2", found: "v3" },
		{ target: "worker", expected: "v2", found: null },
	]);
});
it("has moved when a target of the plan is missing; one that the plan left out does not matter", () => {
	expect(worldMoved(plan, { api: "v2" })).toEqual([{ target: "worker", expected: "v2", found: null }]);
	expect(worldMoved(plan, { api: "v2", worker: "v2", web: "v9" })).toBeNull();
});
it("does not count the targets that this run has begun to change", () => {
	expect(worldMoved(plan, { api: "v1", worker: "v2" }, new Set(["api"]))).toBeNull();
	expect(worldMoved(plan, { api: "v1", worker: "v3" }, new Set(["api"]))).toHaveLength(1);
});
