import type { TargetRelease } from "../../core/release.ts";
import { type Definition, imageParts, mainContainer } from "./definition.ts";
import { type EcsService, primaryOf, type ServiceDeployment } from "./service.ts";

/** Labels that builders put on images and task definitions (github.com/opencontainers/image-spec, annotations.md). */
const COMMIT_LABEL = "org.opencontainers.image.revision";

/** What is known beside the definition itself. */
export interface Known {
	readonly service: EcsService;
	/** Newest first; null where ECS keeps none. */
	readonly deployments: readonly ServiceDeployment[] | null;
	/** The container whose image names the release. */
	readonly container: string | null;
}

/** The revision as a release of the target. Without the service's own deployments nobody knows which revisions ran: they count as if they had, since registering is the first half of deploying. */
export function releaseOf(definition: Definition, { service, deployments, container }: Known): TargetRelease {
	const main = mainContainer(definition, container);
	const { tag, digest } = imageParts(main?.image ?? "");
	const isCurrent = service.taskDefinition === definition.name;
	const own = deployments?.filter(({ taskDefinition }) => taskDefinition === definition.name) ?? [];
	const newest = own[0] ?? null;
	const oldest = own.at(-1) ?? null;
	return {
		id: definition.name,
		label: tag ?? definition.name,
		commit: main?.labels[COMMIT_LABEL] ?? null,
		digest,
		deployedAt: newest?.startedAt ?? (isCurrent ? currentSince(service) : null) ?? definition.registeredAt,
		...(oldest?.startedAt === null || oldest === null || oldest === newest ? {} : { firstDeployedAt: oldest.startedAt }),
		unavailable: null,
		...(neverRan(definition, deployments, isCurrent) ? { wasLive: false } : {}),
		revision: String(definition.revision),
		notes: {
			image: main?.image ?? null,
			cause: newest === null ? inactiveText(definition) : deploymentText(newest),
			putBy: definition.registeredBy === null ? null : (definition.registeredBy.split("/").at(-1) ?? null),
			running: isCurrent ? `${service.running} of ${service.desired} tasks run` : null,
		},
	};
}

function currentSince(service: EcsService): string | null {
	const at = primaryOf(service)?.createdAtMs ?? null;
	return at === null ? null : new Date(at).toISOString();
}

/** True only where ECS remembers the service's deployments from before the revision was made, and it is in none of them. */
function neverRan({ name, registeredAt }: Definition, deployments: Known["deployments"], isCurrent: boolean): boolean {
	if (deployments === null || isCurrent || registeredAt === null) return false;
	const since = deployments.at(-1)?.startedAt ?? null;
	return since !== null && registeredAt > since && deployments.every(({ taskDefinition }) => taskDefinition !== name);
}

function deploymentText({ status, reason }: ServiceDeployment): string {
	const words: Readonly<Record<string, string>> = {
		SUCCESSFUL: "its deployment succeeded",
		STOPPED: "its deployment was stopped",
		ROLLBACK_SUCCESSFUL: "its deployment failed and was rolled back",
		ROLLBACK_FAILED: "its deployment failed, and so did its rollback",
		ROLLBACK_IN_PROGRESS: "its deployment is being rolled back",
		IN_PROGRESS: "its deployment is under way",
	};
	return `${words[status] ?? `its deployment is ${status}`}${reason === null ? "" : `: ${reason}`}`;
}

function inactiveText({ isActive }: Definition): string | null {
	return isActive ? null : "INACTIVE: it is registered again when it is returned to";
}
