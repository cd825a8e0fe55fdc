import { BackoutError } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { CallLimits, KubernetesApi, ResourcePath } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { objectOf } from "../workload/pod-template.ts";
import { type Seen, type SeenHistory, WorkloadReader } from "../workload/reader.ts";
import { hashIn, isSeen, ROLLOUT, rolloutOf } from "./rollout.ts";

/** Reads a Rollout and its ReplicaSets; where it takes its template from a Deployment (spec.workloadRef), that too. */
export class RolloutReader extends WorkloadReader {
	readonly #api: KubernetesApi;
	/** The Deployment as it was read last; null where the template is the Rollout's own. */
	#holder: JsonObject | null = null;

	constructor(api: KubernetesApi, name: string) {
		super(api, ROLLOUT, name);
		this.#api = api;
	}

	/** Where the template is, and its object: the Rollout, or the Deployment that it refers to. */
	get holder(): { readonly path: ResourcePath; readonly object: JsonObject } | null {
		const name = objectOf(this.#holder?.["metadata"])["name"];
		if (this.#holder === null || typeof name !== "string") return null;
		return { path: { ...RESOURCES.deployments, namespace: this.path.namespace, name }, object: this.#holder };
	}

	override async workload(limits?: CallLimits): Promise<Seen> {
		const object = await this.#api.read(this.path, limits);
		const { metadata, spec } = rolloutOf(object);
		const reference = spec.workloadRef ?? null;
		if (reference !== null && reference.kind !== "Deployment") throw strangeReference(metadata.name, reference.kind);
		this.#holder =
			reference === null
				? null
				: await this.#api.read({ ...RESOURCES.deployments, namespace: this.path.namespace, name: reference.name }, limits);
		return this.seen(object);
	}

	/** The template may be a Deployment's, which a watch of the Rollout does not show. */
	override async aboutToWatch(limits?: CallLimits): Promise<void> {
		await this.workload(limits);
	}

	/** The Rollout with the template and the selector that it works with. */
	override seen(object: JsonObject): Seen {
		if (this.#holder === null) return super.seen(object);
		const { template, selector } = objectOf(this.#holder["spec"]);
		return super.seen({ ...object, spec: { ...objectOf(object["spec"]), template, selector } });
	}

	/**
	 * With the template of the revision in place as its ReplicaSet holds it: a Rollout's own lacks the defaults that the API server fills in, because it
	 * is a custom resource. The controller's own hash tells which it is.
	 */
	override async history(limits?: CallLimits): Promise<SeenHistory> {
		const seen = await super.history(limits);
		const rollout = rolloutOf(seen.object);
		const current = seen.revisions.find(
			({ name }) => isSeen(rollout) && hashIn(name, rollout.metadata.name) === rollout.status.currentPodHash,
		);
		return current === undefined ? seen : { ...seen, workload: { ...seen.workload, template: current.template } };
	}
}

function strangeReference(name: string, kind: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.rollout-reference",
		message: `Rollout ${name} takes its template from a ${kind}, which cannot be returned`,
		fix: "refer to a Deployment, or hold the template in the Rollout itself",
	});
}
