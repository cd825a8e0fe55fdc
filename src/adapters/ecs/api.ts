import {
	type Service as AwsService,
	DescribeServiceDeploymentsCommand,
	DescribeServiceRevisionsCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	DescribeTasksCommand,
	ECSClient,
	ListServiceDeploymentsCommand,
	ListTaskDefinitionsCommand,
	ListTasksCommand,
	RegisterTaskDefinitionCommand,
	type RegisterTaskDefinitionCommandInput,
	StopServiceDeploymentCommand,
	type Task,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import type { AwsConnection } from "../../aws/connection.ts";
import { awsErrorName } from "../../aws/faults.ts";
import type { EcsConfig } from "./config.ts";
import type { Definition } from "./definition.ts";
import { clusterNotFound, serviceNotFound } from "./faults.ts";
import { definitionOf, deploymentOf, serviceOf, stoppedTaskOf } from "./parse.ts";
import { definitionName, type EcsService, type ServiceDeployment } from "./service.ts";
import type { StoppedTask } from "./stopped-task.ts";

/** Task definitions are described one by one: so many at once. */
const AT_ONCE = 8;
/** DescribeServiceRevisions and DescribeTasks take no more (API reference). */
const MOST_REVISIONS = 20;
/** Stopped tasks are shown for about an hour; of them so many are told. */
const MOST_STOPPED = 10;

export interface CallLimits {
	readonly signal?: AbortSignal;
}

/** Talks to ECS about one service. Throws BackoutError `aws.…`, `ecs.cluster-not-found`, `ecs.service-not-found`. */
export class EcsApi {
	readonly aws: AwsConnection;
	readonly #place: EcsConfig;
	readonly #client: ECSClient;

	constructor(aws: AwsConnection, place: EcsConfig) {
		this.aws = aws;
		this.#place = place;
		this.#client = aws.client(ECSClient, "ecs");
	}

	async service(limits: CallLimits = {}): Promise<EcsService> {
		const { cluster, service } = this.#place;
		const { services } = await this.#asked(() =>
			this.#client.send(new DescribeServicesCommand({ cluster, services: [service] }), options(limits)),
		);
		const found = services?.find(isThere);
		if (found === undefined) throw serviceNotFound(this.#place);
		return serviceOf(found);
	}

	/** The newest revisions of the family, active or not, newest first; a revision that cannot be read is left out. */
	async definitions(family: string, limit: number, limits: CallLimits = {}): Promise<readonly Definition[]> {
		const [active, inactive] = await Promise.all([
			this.#names(family, "ACTIVE", limit, limits),
			this.#names(family, "INACTIVE", limit, limits),
		]);
		const names = [...active, ...inactive].sort((one, other) => revisionOf(other) - revisionOf(one)).slice(0, limit);
		const found: (Definition | null)[] = [];
		for (let at = 0; at < names.length; at += AT_ONCE) {
			found.push(...(await Promise.all(names.slice(at, at + AT_ONCE).map((name) => this.definition(name, limits)))));
		}
		return found.filter((definition) => definition !== null);
	}

	/** One revision by `family:revision`; null when there is none. */
	async definition(name: string, limits: CallLimits = {}): Promise<Definition | null> {
		try {
			const { taskDefinition } = await this.#client.send(new DescribeTaskDefinitionCommand({ taskDefinition: name }), options(limits));
			return taskDefinition === undefined ? null : definitionOf(taskDefinition);
		} catch (thrown) {
			// "Unable to describe task definition": the answer for what was deleted or never was.
			if (awsErrorName(thrown) === "ClientException") return null;
			throw thrown;
		}
	}

	/** The service's own deployments of the last 90 days, newest first; null where ECS keeps none for it. */
	async serviceDeployments(limits: CallLimits = {}): Promise<readonly ServiceDeployment[] | null> {
		const { cluster, service } = this.#place;
		try {
			const { serviceDeployments = [] } = await this.#client.send(
				new ListServiceDeploymentsCommand({ cluster, service, maxResults: MOST_REVISIONS }),
				options(limits),
			);
			const arns = serviceDeployments.flatMap(({ serviceDeploymentArn }) => serviceDeploymentArn ?? []);
			return arns.length === 0 ? null : await this.#deployments(arns, limits);
		} catch (thrown) {
			if (awsErrorName(thrown) === "UnsupportedFeatureException" || isUnknownCall(thrown)) return null;
			throw thrown;
		}
	}

	async #deployments(arns: readonly string[], limits: CallLimits): Promise<readonly ServiceDeployment[]> {
		const asked = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [...arns] });
		const { serviceDeployments = [] } = await this.#client.send(asked, options(limits));
		const revisions = serviceDeployments.flatMap(({ targetServiceRevision }) => targetServiceRevision?.arn ?? []);
		const { serviceRevisions = [] } =
			revisions.length === 0
				? {}
				: await this.#client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...new Set(revisions)] }), options(limits));
		const definitions = new Map(
			serviceRevisions.map(({ serviceRevisionArn, taskDefinition }) => [serviceRevisionArn, definitionName(taskDefinition ?? "")]),
		);
		return serviceDeployments
			.map((one) => deploymentOf(one, definitions.get(one.targetServiceRevision?.arn) ?? ""))
			.filter(({ taskDefinition }) => taskDefinition !== "")
			.sort((one, other) => (other.startedAt ?? "").localeCompare(one.startedAt ?? ""));
	}

	/** Tasks of the service that ended lately, with why. */
	async stoppedTasks(limits: CallLimits = {}): Promise<readonly StoppedTask[]> {
		const { cluster, service } = this.#place;
		const listed = new ListTasksCommand({ cluster, serviceName: service, desiredStatus: "STOPPED", maxResults: MOST_STOPPED });
		const { taskArns = [] } = await this.#client.send(listed, options(limits));
		if (taskArns.length === 0) return [];
		const { tasks = [] } = await this.#client.send(new DescribeTasksCommand({ cluster, tasks: taskArns }), options(limits));
		return tasks.map((task: Task) => stoppedTaskOf(task));
	}

	/** Answers when ECS has accepted. */
	async update(taskDefinition: string, isForced: boolean, limits: CallLimits): Promise<void> {
		const { cluster, service } = this.#place;
		const input = { cluster, service, taskDefinition, ...(isForced ? { forceNewDeployment: true } : {}) };
		await this.#client.send(new UpdateServiceCommand(input), options(limits));
	}

	/** Registers the content as a new revision of its family; answers with its name. */
	async register(content: Definition["content"], limits: CallLimits): Promise<string> {
		// It is what DescribeTaskDefinition gave, without what only ECS sets (parse.ts).
		const input = content as unknown as RegisterTaskDefinitionCommandInput;
		const { taskDefinition } = await this.#client.send(new RegisterTaskDefinitionCommand(input), options(limits));
		return definitionName(taskDefinition?.taskDefinitionArn ?? "");
	}

	/** Stops a deployment that is under way and lets ECS bring back what ran before. */
	async stopAndRollBack(arn: string, limits: CallLimits): Promise<void> {
		await this.#client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: "ROLLBACK" }), options(limits));
	}

	async #names(family: string, status: "ACTIVE" | "INACTIVE", limit: number, limits: CallLimits): Promise<readonly string[]> {
		const asked = new ListTaskDefinitionsCommand({ familyPrefix: family, status, sort: "DESC", maxResults: Math.min(limit, 100) });
		const { taskDefinitionArns = [] } = await this.#client.send(asked, options(limits));
		return taskDefinitionArns.map(definitionName);
	}

	async #asked<T>(ask: () => Promise<T>): Promise<T> {
		try {
			return await ask();
		} catch (thrown) {
			if (awsErrorName(thrown) === "ClusterNotFoundException") throw clusterNotFound(this.#place, thrown);
			throw thrown;
		}
	}
}

const options = ({ signal }: CallLimits) => (signal === undefined ? {} : { abortSignal: signal });

/** A service that was deleted is told for a while as INACTIVE. */
function isThere({ status }: AwsService): boolean {
	return status !== "INACTIVE";
}

function revisionOf(name: string): number {
	return Number(name.split(":").at(-1));
}

/** An endpoint that is older than the call: it does not know it. */
function isUnknownCall(thrown: unknown): boolean {
	const name = awsErrorName(thrown) ?? "";
	return /^(UnknownOperationException|InvalidAction|NotImplemented|NotImplementedException|UnknownError|Unknown|404)$/.test(name);
}
