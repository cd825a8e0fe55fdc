import { describe, expect, test } from "vitest";
import { imageParts, isSameContent } from "./definition.ts";
import { readinessOf } from "./readiness.ts";
import { releaseOf } from "./releases.ts";
import { definition, rollout, steady } from "./service.fixture.ts";
import { proposeReturn, type Seen } from "./steps.ts";

const place = { cluster: "shop", service: "api", region: "eu-west-1", profile: "prod" };
const to = releaseOf(definition(2), { service: steady(), deployments: null, container: null });
const propose = (changes: Partial<Seen> = {}, force = false) =>
	proposeReturn(
		{ kind: "return", to, force },
		{ service: steady(), wanted: definition(2), deployments: null, scaling: null, ...changes },
		place,
	);

describe("returning an ECS service", () => {
	test("is one update, with the command a person would type", () => {
		const proposal = propose();
		if (proposal.kind !== "steps") throw new Error("no steps");
		expect(proposal.steps.map(({ command }) => command)).toEqual([
			"aws ecs update-service --cluster shop --service api --task-definition api:2 --region eu-west-1 --profile prod\n" +
				"aws ecs wait services-stable --cluster shop --services api --region eu-west-1 --profile prod",
		]);
	});

	test.each([
		["code-deploy-controlled", { controller: "CODE_DEPLOY" }],
		["task-sets", { controller: "EXTERNAL" }],
		["task-sets", { hasTaskSets: true }],
		["service-not-active", { status: "DRAINING" }],
	] as const)("is refused by %s", (rule, changes) => {
		expect(propose({ service: steady(changes) })).toMatchObject({ kind: "refused", rule });
	});

	test("is nothing to do where it runs already, unless a clean redeploy is asked for", () => {
		const there = { service: steady({ taskDefinition: "api:2" }) };
		expect(propose(there).kind).toBe("nothing");
		expect(propose(there, true)).toMatchObject({ kind: "steps", steps: [{ name: "redeploy" }] });
	});

	test("warns where nothing will run, where a deployment is under way, and where the revision is registered again", () => {
		const warnings = (changes: Partial<Seen>) => {
			const proposal = propose(changes);
			return proposal.kind === "steps" ? proposal.warnings.join(" ") : "";
		};
		expect(warnings({ service: steady({ desired: 0 }) })).toContain("wants 0 tasks");
		expect(warnings({ service: steady({ deployments: [rollout({ rollout: "IN_PROGRESS" })] }) })).toContain("is under way");
		expect(warnings({ wanted: definition(2, { isActive: false }) })).toContain("INACTIVE");
	});

	test("says what scales it", () => {
		const proposal = propose({ scaling: "Application Auto Scaling keeps it between 2 and 8" });
		expect(proposal.kind === "steps" ? proposal.notChanged[0] : "").toContain("between 2 and 8.");
	});
});

describe("a revision as a release", () => {
	test("is called by its image's tag, with the digest and the commit where there are any", () => {
		const [container] = definition(2).containers;
		if (container === undefined) throw new Error("no container");
		const labels = { "org.opencontainers.image.revision": "a1b2c3d4" };
		const image = "registry.test:5000/api:v2@sha256:abc";
		const release = releaseOf(definition(2, { containers: [{ ...container, image, labels }] }), {
			service: steady(),
			deployments: null,
			container: null,
		});
		expect(release).toMatchObject({ id: "api:2", label: "v2", digest: "sha256:abc", commit: "a1b2c3d4", revision: "2" });
		expect(imageParts("registry.test:5000/api")).toEqual({ tag: null, digest: null });
	});

	test("ran, unless ECS remembers the time and shows it in no deployment", () => {
		const deployments = [{ arn: "d", taskDefinition: "api:3", status: "SUCCESSFUL", reason: null, startedAt: "2026-12-01T00:00:00.000Z" }];
		const known = { service: steady(), container: null };
		expect(releaseOf(definition(2), { ...known, deployments }).wasLive).toBe(false);
		expect(releaseOf(definition(2), { ...known, deployments: null }).wasLive).toBeUndefined();
		expect(releaseOf(definition(3), { ...known, deployments }).deployedAt).toBe("2026-12-01T00:00:00.000Z");
	});

	test("has the same content as another in whatever order ECS tells it", () => {
		const one = definition(2, { content: { a: 1, b: [{ c: 1, d: 2 }] } });
		expect(isSameContent(one, definition(5, { content: { b: [{ d: 2, c: 1 }], a: 1 } }))).toBe(true);
		expect(isSameContent(one, definition(5, { content: { b: [{ d: 2, c: 3 }], a: 1 } }))).toBe(false);
	});
});

describe("whether a service is up", () => {
	const window = { from: "2026-12-01T03:00:00Z", to: "2026-12-01T03:05:00Z" };
	const stopped = {
		id: "t1",
		taskDefinition: "api:3",
		stoppedAtMs: Date.parse("2026-12-01T03:01:00Z"),
		reason: "Essential container in task exited",
		containers: [{ name: "api", exitCode: 1, reason: null }],
	};

	test("by its counts and by tasks that ended by themselves", () => {
		expect(readinessOf(steady(), [], window).isReady).toBe(true);
		expect(readinessOf(steady(), [stopped], window)).toMatchObject({
			isReady: false,
			isPartial: true,
			detail: expect.stringContaining("exit 1"),
		});
		expect(readinessOf(steady({ running: 0 }), [], window)).toMatchObject({ isReady: false, isPartial: false });
		expect(readinessOf(steady({ running: 1, deployments: [rollout({ rollout: "IN_PROGRESS" })] }), [], window).isReady).toBeNull();
		expect(readinessOf(steady({ desired: 0, running: 0 }), [], window).isReady).toBe(false);
	});

	test("not by tasks that ECS itself ended, of another revision, or of before the window", () => {
		const others = [
			{ ...stopped, reason: "Scaling activity initiated by (deployment ecs-svc/1)" },
			{ ...stopped, taskDefinition: "api:2" },
			{ ...stopped, stoppedAtMs: Date.parse("2026-12-01T02:00:00Z") },
		];
		expect(readinessOf(steady(), others, window).isReady).toBe(true);
	});
});
