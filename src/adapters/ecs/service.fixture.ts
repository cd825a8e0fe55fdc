import type { Definition } from "./definition.ts";
import type { Deployment, EcsService } from "./service.ts";

/** A service that runs `api:3` with two tasks, steady. */
export function steady(changes: Partial<EcsService> = {}): EcsService {
	return {
		arn: "arn:aws:ecs:eu-west-1:123456789012:service/shop/api",
		status: "ACTIVE",
		taskDefinition: "api:3",
		desired: 2,
		running: 2,
		pending: 0,
		controller: "ECS",
		hasTaskSets: false,
		deployments: [rollout()],
		events: [],
		...changes,
	};
}

export function rollout(changes: Partial<Deployment> = {}): Deployment {
	return {
		id: "ecs-svc/1",
		isPrimary: true,
		taskDefinition: "api:3",
		rollout: "COMPLETED",
		reason: null,
		desired: 2,
		running: 2,
		pending: 0,
		failed: 0,
		createdAtMs: Date.parse("2026-12-01T03:00:00Z"),
		...changes,
	};
}

export function definition(revision: number, changes: Partial<Definition> = {}): Definition {
	return {
		name: `api:${revision}`,
		family: "api",
		revision,
		isActive: true,
		registeredAt: `2026-12-0${revision}T00:00:00.000Z`,
		registeredBy: "arn:aws:iam::123456789012:user/ci",
		containers: [{ name: "api", image: `registry.test/api:v${revision}`, isEssential: true, labels: {}, logs: null }],
		content: { family: "api", containerDefinitions: [{ image: `registry.test/api:v${revision}` }] },
		...changes,
	};
}
