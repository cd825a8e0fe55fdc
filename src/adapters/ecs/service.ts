/** One ECS service as it is now; task definitions as `family:revision`. */
export interface EcsService {
	readonly arn: string;
	/** `ACTIVE`, `DRAINING`, `INACTIVE`. */
	readonly status: string;
	readonly taskDefinition: string;
	readonly desired: number;
	readonly running: number;
	readonly pending: number;
	/** Who deploys it: `ECS`, `CODE_DEPLOY`, `EXTERNAL`. */
	readonly controller: string;
	readonly hasTaskSets: boolean;
	/** Newest first; the primary one is what ECS brings about now. */
	readonly deployments: readonly Deployment[];
	/** Newest first. */
	readonly events: readonly ServiceEvent[];
}

export interface Deployment {
	readonly id: string;
	readonly isPrimary: boolean;
	readonly taskDefinition: string;
	/** `IN_PROGRESS`, `COMPLETED`, `FAILED`; null where ECS does not tell (it tells for its own rolling deployments). */
	readonly rollout: string | null;
	readonly reason: string | null;
	readonly desired: number;
	readonly running: number;
	readonly pending: number;
	readonly failed: number;
	/** Milliseconds since the epoch. */
	readonly createdAtMs: number | null;
}

export interface ServiceEvent {
	readonly id: string;
	readonly atMs: number;
	readonly message: string;
}

/** What ECS itself remembers of one deployment of the service. */
export interface ServiceDeployment {
	readonly arn: string;
	/** The task definition it brings, or brought. */
	readonly taskDefinition: string;
	/** `PENDING`, `IN_PROGRESS`, `SUCCESSFUL`, `STOPPED`, `ROLLBACK_IN_PROGRESS`, `ROLLBACK_SUCCESSFUL`, `ROLLBACK_FAILED` … (API reference, ServiceDeployment). */
	readonly status: string;
	readonly reason: string | null;
	/** ISO 8601. */
	readonly startedAt: string | null;
}

/** `family:revision` of an ARN or of what is that already. */
export function definitionName(arnOrName: string): string {
	return arnOrName.split("/").at(-1) ?? arnOrName;
}

/** The deployment that ECS brings about now. */
export function primaryOf({ deployments }: EcsService): Deployment | null {
	return deployments.find(({ isPrimary }) => isPrimary) ?? null;
}
