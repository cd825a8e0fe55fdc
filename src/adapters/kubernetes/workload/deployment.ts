import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { formatQuantity } from "../../../core/number.ts";
import { RESOURCES } from "../api/resources.ts";
import { isControlledBy, type Metadata, metadataShape, shaped } from "../object.ts";
import { STOP_NOTE } from "../scale/note.ts";
import { fixOfRefusal } from "./fix.ts";
import { kubectl } from "./hand.ts";
import type { Workload, WorkloadKind } from "./kind.ts";
import type { WorkloadObstacle } from "./obstacle.ts";
import { templateIn, withoutHash } from "./pod-template.ts";
import { changeCauseOf, type Revision } from "./revision.ts";
import { goingOn, type Rollout } from "./rollout.ts";
import { selectorShape, selectorText } from "./selector.ts";

const REVISION = "deployment.kubernetes.io/revision";

/** What stays the Deployment's own when a revision's annotations come back (kubectl's annotationsToSkip). */
const OWN_ANNOTATIONS: ReadonlySet<string> = new Set([
	"kubectl.kubernetes.io/last-applied-configuration",
	REVISION,
	"deployment.kubernetes.io/revision-history",
	"deployment.kubernetes.io/desired-replicas",
	"deployment.kubernetes.io/max-replicas",
	// Ours, and about its number of pods, not about a revision; the controller copies them to ReplicaSets all the same.
	...Object.values(STOP_NOTE),
	"deprecated.deployment.rollback.to",
]);

const template = z.looseObject({});
const deploymentShape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({ replicas: z.number().default(1), paused: z.boolean().default(false), selector: selectorShape, template }),
	status: z
		.looseObject({
			observedGeneration: z.number().default(0),
			replicas: z.number().default(0),
			updatedReplicas: z.number().default(0),
			availableReplicas: z.number().default(0),
			conditions: z
				.array(z.looseObject({ type: z.string(), status: z.string(), reason: z.string().optional(), message: z.string().optional() }))
				.default([]),
		})
		.prefault({}),
});
type Deployment = z.output<typeof deploymentShape>;

const replicaSetShape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({ template }),
	status: z.looseObject({ replicas: z.number().default(0) }).prefault({}),
});

export const DEPLOYMENT: WorkloadKind = {
	kindName: "Deployment",
	word: "deployment",
	resource: RESOURCES.deployments,
	history: RESOURCES.replicaSets,
	read(object) {
		const { metadata, spec } = shaped(deploymentShape, object, "the Deployment");
		return {
			metadata,
			template: templateIn(object),
			selector: selectorText(spec.selector),
			replicas: spec.replicas,
			obstacle: spec.paused ? paused(metadata) : null,
		};
	},
	revisionOf,
	rolloutOf: (object, revision) => rolloutOf(shaped(deploymentShape, object, "the Deployment"), revision),
	podOrderOf: () => null,
	scaleOf(object) {
		const { metadata, spec, status } = shaped(deploymentShape, object, "the Deployment");
		const failure = status.conditions.find(({ type, status: is }) => type === "ReplicaFailure" && is === "True");
		return {
			replicas: spec.replicas,
			existing: status.replicas,
			available: status.availableReplicas,
			isObserved: status.observedGeneration >= (metadata.generation ?? 0),
			failure: failure?.message ?? failure?.reason ?? null,
		};
	},
	undoPatch: (workload, revision) => ({
		kind: "json",
		operations: [
			{ op: "test", path: "/metadata/resourceVersion", value: workload.metadata.resourceVersion },
			{ op: "replace", path: "/spec/template", value: withoutHash(revision.template) },
			{ op: "replace", path: "/metadata/annotations", value: annotationsAfter(workload.metadata, revision.metadata) },
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
		template: templateIn(owned),
		createdAt: metadata.creationTimestamp,
		changeCause: changeCauseOf(metadata),
		pods: status.replicas,
		metadata,
	};
}

/** The revision's annotations, and of the Deployment's own those that are about itself. */
function annotationsAfter(deployment: Metadata, replicaSet: Metadata): Readonly<Record<string, string>> {
	const own = Object.entries(deployment.annotations ?? {}).filter(([key]) => OWN_ANNOTATIONS.has(key));
	const restored = Object.entries(replicaSet.annotations ?? {}).filter(([key]) => !OWN_ANNOTATIONS.has(key));
	return Object.fromEntries([...own, ...restored]);
}

/** What waits behind the pause may be the bad release: resuming alone would roll it out. */
function paused({ name }: Metadata): WorkloadObstacle {
	return {
		rule: "deployment-paused",
		reason: `Deployment ${name} is paused: a change of its template would roll nothing out.`,
		fix: (cluster) =>
			`See who paused it and why. Resuming rolls out the template that is in place now (\`${kubectl(cluster, "get", `deployment/${name}`, "-o", "wide")}\` shows its images): where that is the bad one, apply the good manifest first, which a paused Deployment takes without acting on it. Then \`${kubectl(cluster, "rollout", "resume", `deployment/${name}`)}\`, and plan again.`,
	};
}

/**
 * kubectl believes every "progress deadline exceeded". But the controller leaves the bad release's one standing until the returned release has made its first
 * progress (SetDeploymentCondition keeps a condition whose status and reason are the same): only one that names the wanted ReplicaSet is about it.
 */
function rolloutOf({ metadata, spec, status }: Deployment, revision: string | null): Rollout {
	if ((metadata.generation ?? 0) > status.observedGeneration) return goingOn("the Deployment controller has not seen the change yet");
	const progressing = status.conditions.find(({ type }) => type === "Progressing");
	const refusal = refusalOf(status.conditions);
	const why = refusal === null ? "" : `; the cluster refuses pods: ${refusal}`;
	const fix = refusal === null ? null : fixOfRefusal(refusal);
	if (progressing?.reason === "ProgressDeadlineExceeded" && revision !== null && progressing.message?.includes(`"${revision}"`)) {
		const detail = `it exceeded its progress deadline: ${progressing.message.replace(/\.$/, "")}${why}`;
		return { ...goingOn(detail, fix), state: "stuck" };
	}
	if (status.updatedReplicas < spec.replicas)
		return goingOn(`${status.updatedReplicas} of ${spec.replicas} pods are of the wanted revision${why}`, fix);
	const old = status.replicas - status.updatedReplicas;
	if (old > 0) return goingOn(`${formatQuantity(old, "old pod")} ${old === 1 ? "is" : "are"} still there`);
	if (status.availableReplicas < status.updatedReplicas)
		return goingOn(`${status.availableReplicas} of ${status.updatedReplicas} pods of the wanted revision are available`);
	return { state: "complete", detail: `${status.availableReplicas} of ${spec.replicas} pods are available` };
}

/** Why the cluster refuses to make pods (quota, admission), in its own words; null when it does not. */
function refusalOf(conditions: Deployment["status"]["conditions"]): string | null {
	const failure = conditions.find(({ type, status }) => type === "ReplicaFailure" && status === "True");
	return failure === undefined ? null : (failure.message ?? failure.reason ?? "no reason given");
}
