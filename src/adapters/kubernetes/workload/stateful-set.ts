import { z } from "zod";
import { RESOURCES } from "../api/resources.ts";
import { metadataShape, shaped } from "../object.ts";
import { controllerRevision, replaceTemplate } from "./controller-revision.ts";
import type { WorkloadKind } from "./kind.ts";
import { onDelete } from "./on-delete.ts";
import { templateIn } from "./pod-template.ts";
import { goingOn, type Rollout } from "./rollout.ts";
import { selectorShape, selectorText } from "./selector.ts";
import { podOrderOf } from "./stuck/order.ts";

const shape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({
		replicas: z.number().default(1),
		selector: selectorShape,
		updateStrategy: z
			.looseObject({
				type: z.string().default("RollingUpdate"),
				rollingUpdate: z.looseObject({ partition: z.number().default(0) }).prefault({}),
			})
			.prefault({}),
	}),
	status: z
		.looseObject({
			observedGeneration: z.number().default(0),
			replicas: z.number().default(0),
			readyReplicas: z.number().default(0),
			availableReplicas: z.number().optional(),
			updatedReplicas: z.number().default(0),
		})
		.prefault({}),
});
type StatefulSet = z.output<typeof shape>;

export const STATEFUL_SET: WorkloadKind = {
	kindName: "StatefulSet",
	word: "statefulset",
	resource: RESOURCES.statefulSets,
	history: RESOURCES.controllerRevisions,
	read(object) {
		const { metadata, spec } = shaped(shape, object, "the StatefulSet");
		return {
			metadata,
			template: templateIn(object),
			selector: selectorText(spec.selector),
			replicas: spec.replicas,
			obstacle: spec.updateStrategy.type === "OnDelete" ? onDelete("StatefulSet", metadata) : null,
		};
	},
	revisionOf: controllerRevision,
	rolloutOf: (object) => rolloutOf(shaped(shape, object, "the StatefulSet")),
	podOrderOf,
	scaleOf(object) {
		const { metadata, spec, status } = shaped(shape, object, "the StatefulSet");
		return {
			replicas: spec.replicas,
			existing: status.replicas,
			available: status.availableReplicas ?? status.readyReplicas,
			isObserved: status.observedGeneration >= (metadata.generation ?? 0),
			failure: null,
		};
	},
	undoPatch: replaceTemplate,
};

/** A partition holds the pods below it back: they are not waited for. */
function rolloutOf({ metadata, spec, status }: StatefulSet): Rollout {
	const wanted = spec.replicas - Math.min(spec.replicas, spec.updateStrategy.rollingUpdate.partition);
	if (status.observedGeneration === 0 || (metadata.generation ?? 0) > status.observedGeneration)
		return goingOn("the StatefulSet controller has not seen the change yet");
	if (status.updatedReplicas < wanted) return goingOn(`${status.updatedReplicas} of ${wanted} pods are of the wanted revision`);
	if (status.readyReplicas < spec.replicas) return goingOn(`${status.readyReplicas} of ${spec.replicas} pods are ready`);
	const kept = spec.replicas - wanted;
	const held = kept === 0 ? "" : `; the partition keeps ${kept} on the revision they had`;
	return { state: "complete", detail: `${status.readyReplicas} of ${spec.replicas} pods are ready${held}` };
}
