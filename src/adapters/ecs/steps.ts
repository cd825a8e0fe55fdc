import { awsCommand } from "../../aws/hand.ts";
import type { Goal, Proposal } from "../../core/adapter.ts";
import type { StepDraft } from "../../core/step.ts";
import type { EcsConfig } from "./config.ts";
import type { Definition } from "./definition.ts";
import type { EcsPayload } from "./payload.ts";
import { type EcsService, primaryOf, type ServiceDeployment } from "./service.ts";

/** `aws ecs wait services-stable` gives up after 40 looks of 15 s (AWS CLI reference). */
const ROLLOUT_MS = 10 * 60_000;

/** What is looked at before a return is proposed. */
export interface Seen {
	readonly service: EcsService;
	/** The revision that is returned to; null when it can no longer be read. */
	readonly wanted: Definition | null;
	readonly deployments: readonly ServiceDeployment[] | null;
	/** In the words of its scaler, "Application Auto Scaling keeps 2 to 8 tasks"; null when there is none or it may not be read. */
	readonly scaling: string | null;
}

/** Steps that return the service to the wanted revision, or why there are none. */
export function proposeReturn(goal: Extract<Goal, { kind: "return" }>, seen: Seen, place: EcsConfig): Proposal {
	const { service, wanted } = seen;
	const obstacle = obstacleOf(service, place);
	if (obstacle !== null) return obstacle;
	if (wanted === null) return gone(goal.to.id, place);
	const isInPlace = service.taskDefinition === wanted.name;
	if (isInPlace && goal.force !== true) {
		return { kind: "nothing", reason: `the service ${place.service} runs ${wanted.name} already` };
	}
	const stopped = stoppable(seen, wanted.name);
	const step = stopped === null ? deployStep(seen.service, wanted, place) : stopStep(stopped, seen.service, wanted, place);
	return { kind: "steps", steps: [step], warnings: warningsOf(seen, wanted), notChanged: unchanged(seen, place) };
}

/** The deployment under way whose rollback by ECS itself ends at the wanted revision. */
function stoppable({ service, deployments }: Seen, wanted: string): ServiceDeployment | null {
	const [newest, ...earlier] = deployments ?? [];
	if (newest === undefined || !["PENDING", "IN_PROGRESS"].includes(newest.status)) return null;
	if (newest.taskDefinition !== service.taskDefinition) return null;
	const before = earlier.find(({ status }) => status === "SUCCESSFUL");
	return before?.taskDefinition === wanted ? newest : null;
}

function obstacleOf(service: EcsService, place: EcsConfig): Proposal | null {
	const refused = (rule: string, reason: string, fix: string): Proposal => ({ kind: "refused", rule, reason, fix });
	if (service.controller === "CODE_DEPLOY") {
		return refused(
			"code-deploy-controlled",
			`The service ${place.service} is deployed by CodeDeploy: ECS takes no other task definition for it.`,
			"Stop or roll the deployment back in CodeDeploy: `aws deploy stop-deployment --auto-rollback-enabled`, or a new deployment of the previous revision.",
		);
	}
	if (service.controller === "EXTERNAL" || service.hasTaskSets) {
		return refused(
			"task-sets",
			`The service ${place.service} is deployed by task sets of a tool of its own: ECS takes no other task definition for it.`,
			"Let that tool go back, or wrap its command in an exec target.",
		);
	}
	if (service.status !== "ACTIVE") {
		return refused(
			"service-not-active",
			`The service ${place.service} is ${service.status}.`,
			"Create it again, then deploy the version you want.",
		);
	}
	return null;
}

function deployStep({ taskDefinition: from, deployments }: EcsService, wanted: Definition, place: EcsConfig): StepDraft {
	const { cluster, service } = place;
	const isForced = from === wanted.name;
	const of = ["--cluster", cluster, "--service", service];
	const force = isForced ? ["--force-new-deployment"] : [];
	const known = deployments.map(({ id }) => id);
	const payload: EcsPayload = { kind: "deploy", cluster, service, from, to: wanted.name, isAgain: !wanted.isActive, known };
	return {
		name: isForced ? "redeploy" : "update",
		title: isForced
			? `Start every task of ${service} anew on ${wanted.name}`
			: `Return the ECS service ${service} to ${wanted.name}${wanted.isActive ? "" : ", registered again"}`,
		risk: "safe",
		repeat: "idempotent",
		command: [
			...(wanted.isActive ? [] : [`# register the content of ${wanted.name} again, and name the new revision below`]),
			awsCommand(place, "ecs", "update-service", ...of, "--task-definition", wanted.name, ...force),
			awsCommand(place, "ecs", "wait", "services-stable", "--cluster", cluster, "--services", service),
		].join("\n"),
		payload,
		undo: null,
		timeoutMs: ROLLOUT_MS,
	};
}

function stopStep({ arn }: ServiceDeployment, { taskDefinition: from }: EcsService, wanted: Definition, place: EcsConfig): StepDraft {
	const { cluster, service } = place;
	const payload: EcsPayload = { kind: "stop", cluster, service, from, to: wanted.name, deployment: arn };
	return {
		name: "stop",
		title: `Stop the deployment of ${from} under way and let ECS roll ${service} back to ${wanted.name}`,
		risk: "safe",
		repeat: "conditional",
		command: awsCommand(place, "ecs", "stop-service-deployment", "--service-deployment-arn", arn, "--stop-type", "ROLLBACK"),
		payload,
		undo: null,
		timeoutMs: ROLLOUT_MS,
	};
}

function gone(name: string, place: EcsConfig): Proposal {
	const family = name.split(":")[0] ?? name;
	return {
		kind: "refused",
		rule: "task-definition-gone",
		reason: `The task definition ${name} can no longer be read: it was deleted.`,
		fix: `Choose another release with --to, or deploy the old version anew. See \`${awsCommand(place, "ecs", "list-task-definitions", "--family-prefix", family, "--sort", "DESC")}\`.`,
	};
}

function warningsOf({ service }: Seen, wanted: Definition): readonly string[] {
	const running = primaryOf(service);
	return [
		...(service.desired === 0 ? ["The service wants 0 tasks: nothing will run after the return, and nothing can prove it."] : []),
		...(running?.rollout === "IN_PROGRESS" && service.taskDefinition !== wanted.name
			? [`A deployment of ${service.taskDefinition} is under way; the return takes its place.`]
			: []),
		...(wanted.isActive
			? []
			: [`${wanted.name} is INACTIVE: an active revision with the same content is deployed, registered when there is none.`]),
	];
}

function unchanged({ scaling }: Seen, { service }: EcsConfig): readonly string[] {
	return [
		`${service} keeps its number of tasks, its capacity providers, its load balancers and its circuit breaker.${scaling === null ? "" : ` ${scaling}.`}`,
		"SSM parameters and secrets that the task definition names are read as they are today.",
	];
}
