import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import type { ResourceKind } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { isControlledBy, type Metadata, metadataShape, shaped } from "../object.ts";
import { kubectl } from "../workload/hand.ts";
import type { Workload, WorkloadKind } from "../workload/kind.ts";
import type { WorkloadObstacle } from "../workload/obstacle.ts";
import { objectOf, templateIn } from "../workload/pod-template.ts";
import { changeCauseOf, type Revision } from "../workload/revision.ts";
import { goingOn, type Rollout } from "../workload/rollout.ts";
import { selectorShape, selectorText } from "../workload/selector.ts";

export const ROLLOUTS: ResourceKind = { group: "argoproj.io", version: "v1alpha1", plural: "rollouts" };
/** github.com/argoproj/argo-rollouts/blob/master/pkg/apis/rollouts/v1alpha1/constants.go */
const REVISION = "rollout.argoproj.io/revision";
const HASH_LABEL = "rollouts-pod-template-hash";

const shape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({
		replicas: z.number().nullish(),
		paused: z.boolean().nullish(),
		selector: selectorShape.nullish(),
		workloadRef: z.looseObject({ apiVersion: z.string().optional(), kind: z.string(), name: z.string() }).nullish(),
		strategy: z.looseObject({ canary: z.looseObject({ steps: z.array(z.unknown()).nullish() }).nullish() }).nullish(),
	}),
	status: z
		.looseObject({
			observedGeneration: z.string().optional(),
			workloadObservedGeneration: z.string().optional(),
			currentPodHash: z.string().default(""),
			stableRS: z.string().default(""),
			phase: z.string().optional(),
			message: z.string().optional(),
			abort: z.boolean().nullish(),
			promoteFull: z.boolean().nullish(),
			replicas: z.number().default(0),
			updatedReplicas: z.number().default(0),
			availableReplicas: z.number().default(0),
		})
		.prefault({}),
});
export type RolloutObject = z.output<typeof shape>;

/** Throws BackoutError `kubernetes.unexpected`. */
export function rolloutOf(object: JsonObject): RolloutObject {
	return shaped(shape, object, "the Rollout");
}

/** Whether an update is under way: what is wanted is not what is stable. */
export function isUpdating({ status }: RolloutObject): boolean {
	return status.currentPodHash !== status.stableRS && status.stableRS !== "";
}

/** The hash in the name of a Rollout's ReplicaSet. */
export function hashIn(revision: string, rollout: string): string {
	return revision.slice(rollout.length + 1);
}

const replicaSetShape = z.looseObject({
	metadata: metadataShape,
	status: z.looseObject({ replicas: z.number().default(0) }).prefault({}),
});

/** An Argo Rollout as a workload: its history is in ReplicaSets, as a Deployment's is (pkg/kubectl-argo-rollouts/cmd/undo). */
export const ROLLOUT: WorkloadKind = {
	kindName: "Rollout",
	word: "rollout",
	resource: ROLLOUTS,
	history: RESOURCES.replicaSets,
	read(object) {
		const { metadata, spec } = rolloutOf(object);
		return {
			metadata,
			template: templateIn(object),
			selector: selectorText(spec.selector ?? {}),
			replicas: spec.replicas ?? 1,
			obstacle: spec.paused === true ? paused(metadata) : null,
		};
	},
	revisionOf,
	rolloutOf: (object, revision) => progressOf(rolloutOf(object), revision),
	podOrderOf: () => null,
	scaleOf(object) {
		const rollout = rolloutOf(object);
		const { replicas, availableReplicas } = rollout.status;
		return {
			replicas: rollout.spec.replicas ?? 1,
			existing: replicas,
			available: availableReplicas,
			isObserved: isSeen(rollout),
			failure: null,
		};
	},
	undoPatch: ({ metadata }, revision) => ({
		kind: "json",
		operations: [
			{ op: "test", path: "/metadata/resourceVersion", value: metadata.resourceVersion },
			{ op: "replace", path: "/spec/template", value: revision.template },
		],
	}),
};

function revisionOf(owned: JsonObject, workload: Workload): Revision | null {
	const { metadata, status } = shaped(replicaSetShape, owned, "a ReplicaSet");
	const number = Number(metadata.annotations?.[REVISION]);
	if (!isControlledBy(metadata, workload.metadata.uid) || !Number.isSafeInteger(number)) return null;
	return {
		name: metadata.name,
		number,
		template: withoutHash(templateIn(owned)),
		createdAt: metadata.creationTimestamp,
		changeCause: changeCauseOf(metadata),
		pods: status.replicas,
		metadata,
	};
}

function withoutHash(template: JsonObject): JsonObject {
	const metadata = objectOf(template["metadata"]);
	const { [HASH_LABEL]: _hash, ...labels } = objectOf(metadata["labels"]);
	return { ...template, metadata: { ...metadata, labels } };
}

/**
 * How far the Rollout is with a revision. Degraded is believed only where it is about that revision: the bad one's stands until the returned one has
 * made progress.
 */
export function progressOf(rollout: RolloutObject, revision: string | null): Rollout {
	const { metadata, status } = rollout;
	const said = status.message === undefined || status.message === "" ? (status.phase ?? "no phase yet") : status.message;
	if (!isSeen(rollout)) return goingOn("the Rollout controller has not seen the change yet");
	if (revision !== null && status.currentPodHash !== hashIn(revision, metadata.name))
		return goingOn("the Rollout controller has not taken the template up yet");
	if (status.phase === "Degraded" && (status.abort === true || (revision !== null && said.includes(revision))))
		return { state: "stuck", detail: `it is degraded: ${said}` };
	if (status.phase === "Healthy" && status.stableRS === status.currentPodHash)
		return { state: "complete", detail: `${status.availableReplicas} of ${rollout.spec.replicas ?? 1} pods are available` };
	return goingOn(`${status.phase ?? "Progressing"}: ${said}; ${status.updatedReplicas} pods are of the wanted revision`);
}

/** The controller writes the generation that it saw as text (status.observedGeneration). */
export function isSeen({ metadata, status }: RolloutObject): boolean {
	return status.observedGeneration === String(metadata.generation);
}

function paused({ name }: Metadata): WorkloadObstacle {
	return {
		rule: "rollout-paused",
		reason: `Rollout ${name} is paused by spec.paused: a change of its template would roll nothing out.`,
		fix: (cluster) =>
			`See who paused it and why, then \`${kubectl(cluster, "argo", "rollouts", "promote", name)}\`, which goes on with the template that is in place; and plan again.`,
	};
}
