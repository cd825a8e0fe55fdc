import { z } from "zod";
import type { JsonObject } from "../../../../core/json.ts";
import { metadataShape, shaped } from "../../object.ts";

const shape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({
		replicas: z.number().default(1),
		podManagementPolicy: z.string().default("OrderedReady"),
		ordinals: z.looseObject({ start: z.number().default(0) }).prefault({}),
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
			currentRevision: z.string().optional(),
			updateRevision: z.string().optional(),
		})
		.prefault({}),
});

/** What of a StatefulSet decides which pod its controller waits for, and what a pod comes back as. */
export interface PodOrder {
	readonly name: string;
	readonly uid: string;
	/** The ordinals of its pods: `first` and the `replicas` - 1 after it. */
	readonly first: number;
	readonly replicas: number;
	/** Pods with an ordinal below this one are made of the current revision, the others of the update revision. */
	readonly updatesFrom: number;
	/** Whether the revisions are those of the newest change. */
	readonly isObserved: boolean;
	readonly currentRevision: string | null;
	readonly updateRevision: string | null;
}

/**
 * Null when the controller does not wait for one pod before it touches the next: under the policy Parallel it replaces a pod of another revision whether it
 * is ready or not (kubernetes/pkg/controller/statefulset/stateful_set_control.go, updateStatefulSet: `monotonic`).
 */
export function podOrderOf(object: JsonObject): PodOrder | null {
	const { metadata, spec, status } = shaped(shape, object, "the StatefulSet");
	if (spec.podManagementPolicy !== "OrderedReady" || spec.updateStrategy.type !== "RollingUpdate") return null;
	const first = spec.ordinals.start;
	return {
		name: metadata.name,
		uid: metadata.uid,
		first,
		replicas: spec.replicas,
		updatesFrom: first + spec.updateStrategy.rollingUpdate.partition,
		isObserved: status.observedGeneration > 0 && status.observedGeneration >= (metadata.generation ?? 0),
		currentRevision: status.currentRevision ?? null,
		updateRevision: status.updateRevision ?? null,
	};
}
