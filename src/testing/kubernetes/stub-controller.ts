import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../core/json.ts";
import { metadataOf, partOf, type StubStore } from "./stub-store.ts";

const REVISION = "deployment.kubernetes.io/revision";

/** Plays the Deployment controller and the kubelets for one Deployment: keeps a ReplicaSet per template, renumbers the one in place, and rolls it out after `delayMs`. */
export class StubDeploymentController {
	readonly #store: StubStore;
	readonly #delayMs: number;

	constructor(store: StubStore, delayMs: number) {
		this.#store = store;
		this.#delayMs = delayMs;
	}

	/** To be called after every write of the Deployment's template; resolves when it is rolled out. */
	async reconcile(name: string): Promise<void> {
		const deployment = this.#store.get("deployments", name);
		const template = partOf(partOf(deployment, "spec"), "template");
		const sets = this.#store.list("replicasets");
		const newest = Math.max(0, ...sets.map(numberOf));
		const known = sets.find((set) => templateText(partOf(partOf(set, "spec"), "template")) === templateText(template));
		const number = known !== undefined && numberOf(known) === newest ? newest : newest + 1;
		this.#store.put("replicasets", {
			...(known ?? replicaSetOf(deployment, template)),
			...annotated(known ?? replicaSetOf(deployment, template), number),
		});
		await sleep(this.#delayMs);
		const current = this.#store.get("deployments", name);
		const { generation } = metadataOf(current);
		const replicas = Number(partOf(current, "spec")["replicas"]);
		const counts = { replicas, updatedReplicas: replicas, availableReplicas: replicas, readyReplicas: replicas };
		this.#store.put("deployments", {
			...current,
			...annotated(current, number),
			status: { observedGeneration: generation, ...counts, conditions: [] },
		});
	}
}

function numberOf(set: JsonObject): number {
	return Number(partOf(metadataOf(set), "annotations")[REVISION]);
}

function annotated(object: JsonObject, number: number): JsonObject {
	const metadata = metadataOf(object);
	return { metadata: { ...metadata, annotations: { ...partOf(metadata, "annotations"), [REVISION]: String(number) } } };
}

function replicaSetOf(deployment: JsonObject, template: JsonObject): JsonObject {
	const { name, namespace, uid } = metadataOf(deployment);
	const hash = createHash("sha256").update(templateText(template)).digest("hex").slice(0, 9);
	const metadata = partOf(template, "metadata");
	const labels = { ...partOf(metadata, "labels"), "pod-template-hash": hash };
	return {
		kind: "ReplicaSet",
		metadata: {
			name: `${String(name)}-${hash}`,
			namespace,
			labels,
			ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name, uid, controller: true }],
		},
		spec: { template: { ...template, metadata: { ...metadata, labels } } },
	};
}

function templateText(template: JsonObject): string {
	const metadata = metadataOf(template);
	const { "pod-template-hash": _hash, ...labels } = partOf(metadata, "labels");
	return JSON.stringify({ ...template, metadata: { ...metadata, labels } });
}
