import { describe, expect, test } from "vitest";
import { observeDeploy, observeStop } from "./observe.ts";
import type { DeployPayload, StopPayload } from "./payload.ts";
import { rollout, steady } from "./service.fixture.ts";

const payload: DeployPayload = {
	kind: "deploy",
	cluster: "shop",
	service: "api",
	from: "api:3",
	to: "api:2",
	isAgain: false,
	known: ["ecs-svc/1"],
};
const runs = (name: string) => name === "api:2";
const seen = (service = steady(), changes: Partial<DeployPayload> = {}) => observeDeploy({ ...payload, ...changes }, service, runs);
const taken = (changes = {}) =>
	steady({ taskDefinition: "api:2", deployments: [rollout({ id: "ecs-svc/2", taskDefinition: "api:2", ...changes })] });

describe("a deploy step, by what the service shows", () => {
	test("untouched while the old revision runs", () => {
		expect(seen().state).toBe("untouched");
	});

	test("all tasks running is not enough: ECS must call it completed", () => {
		expect(seen(taken({ rollout: "IN_PROGRESS" }))).toEqual({ state: "landing", detail: "api:2: 2 of 2 tasks run" });
		expect(seen(taken()).state).toBe("landed");
	});

	test("failed tasks are counted while it goes on", () => {
		expect(seen(taken({ rollout: "IN_PROGRESS", running: 0, pending: 2, failed: 3 })).detail).toBe(
			"api:2: 0 of 2 tasks run, 2 start, 3 failed",
		);
	});

	test("accepted, and the deployment not shown yet: landing, never landed by the old deployment's word", () => {
		expect(seen(steady({ taskDefinition: "api:2" }))).toMatchObject({ state: "landing" });
	});

	test("without a rollout state steady means one deployment with everything it wants", () => {
		expect(seen(taken({ rollout: null })).state).toBe("landed");
		expect(seen(taken({ rollout: null, running: 1 })).state).toBe("landing");
		const two = [rollout({ id: "ecs-svc/2", taskDefinition: "api:2", rollout: null }), rollout({ isPrimary: false })];
		expect(seen(steady({ taskDefinition: "api:2", deployments: two })).state).toBe("landing");
	});

	test("given up by the circuit breaker, also when ECS went back to the old revision by itself", () => {
		const failed = rollout({
			id: "ecs-svc/2",
			taskDefinition: "api:2",
			rollout: "FAILED",
			failed: 3,
			reason: "tasks failed to start",
			isPrimary: false,
		});
		const state = seen(steady({ deployments: [rollout({ id: "ecs-svc/3" }), failed] }));
		expect(state).toMatchObject({ state: "broken", detail: "ECS gave api:2 up after 3 failed tasks: tasks failed to start" });
	});

	test("a failure of the same revision from before the plan is not this step's", () => {
		const old = rollout({ id: "ecs-svc/0", taskDefinition: "api:2", rollout: "FAILED", isPrimary: false });
		expect(seen(steady({ deployments: [rollout(), old] }), { known: ["ecs-svc/0", "ecs-svc/1"] }).state).toBe("untouched");
	});

	test("anything else that runs is somebody else's", () => {
		expect(seen(steady({ taskDefinition: "api:9" }))).toEqual({ state: "unknown", detail: "somebody else deployed api:9" });
	});

	test("a clean redeploy is known by its new deployment", () => {
		const again = { from: "api:2", to: "api:2", known: ["ecs-svc/2"] };
		expect(seen(taken(), again).state).toBe("untouched");
		expect(seen(taken({ id: "ecs-svc/3" }), again).state).toBe("landed");
		expect(seen(steady({ taskDefinition: "api:9" }), again).state).toBe("unknown");
	});
});

describe("a stopped deployment, by what ECS remembers of it", () => {
	const stop: StopPayload = { kind: "stop", cluster: "shop", service: "api", from: "api:3", to: "api:2", deployment: "d3" };
	const remembered = (status: string) => ({ arn: "d3", taskDefinition: "api:3", status, reason: null, startedAt: null });

	test.each([
		["IN_PROGRESS", "untouched"],
		["STOP_REQUESTED", "landing"],
		["ROLLBACK_IN_PROGRESS", "landing"],
		["ROLLBACK_SUCCESSFUL", "landed"],
		["ROLLBACK_FAILED", "broken"],
		["SUCCESSFUL", "broken"],
		["STOPPED", "broken"],
	])("%s: %s", (status, state) => {
		expect(observeStop(stop, steady({ taskDefinition: "api:2" }), remembered(status)).state).toBe(state);
	});

	test("what ECS no longer shows is unknown, and rolled back to something else is somebody else's doing", () => {
		expect(observeStop(stop, steady(), null).state).toBe("unknown");
		expect(observeStop(stop, steady({ taskDefinition: "api:9" }), remembered("ROLLBACK_SUCCESSFUL")).state).toBe("unknown");
	});
});
