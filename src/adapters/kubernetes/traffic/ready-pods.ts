import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { metadataShape, shaped } from "../object.ts";
import { mainContainer } from "../workload/pod-template.ts";
import { podOf, troubleOf } from "../workload/pods.ts";
import type { ImageChoice } from "./carrier.ts";
import type { Labels } from "./labels.ts";

const shape = z.looseObject({
	metadata: metadataShape,
	status: z
		.looseObject({
			phase: z.string().optional(),
			conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).default([]),
		})
		.prefault({}),
});

/** A pod as a place that traffic can go to. */
export interface TrafficPod {
	readonly name: string;
	readonly labels: Labels;
	/** Ready, and not about to end. */
	readonly isReady: boolean;
	readonly image: string | null;
	readonly createdAt: string;
	/** What stands in its way, in the cluster's words; null when nothing is seen to. */
	readonly trouble: string | null;
}

/** The pods that count: those that ended (Jobs, evictions) are left out. Throws BackoutError `kubernetes.unexpected`. */
export function trafficPods(objects: readonly JsonObject[], { container, service }: ImageChoice): readonly TrafficPod[] {
	return objects.flatMap((object) => {
		const { metadata, status } = shaped(shape, object, "a Pod");
		if (status.phase === "Succeeded" || status.phase === "Failed") return [];
		const isStaying = metadata.deletionTimestamp === undefined;
		return [
			{
				name: metadata.name,
				labels: metadata.labels ?? {},
				isReady: isStaying && status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
				image: mainContainer(object, service, container)?.image ?? null,
				createdAt: metadata.creationTimestamp,
				trouble: troubleOf(podOf(object))?.text ?? null,
			},
		];
	});
}
