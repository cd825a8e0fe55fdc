import { z } from "zod";
import { RESOURCES } from "../api/resources.ts";
import { metadataShape, shaped } from "../object.ts";
import { controllerRevision, replaceTemplate } from "./controller-revision.ts";
import type { WorkloadKind } from "./kind.ts";
import { onDelete } from "./on-delete.ts";
import { templateIn } from "./pod-template.ts";
import { goingOn, type Rollout } from "./rollout.ts";
import { selectorShape, selectorText } from "./selector.ts";

const shape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({
		selector: selectorShape,
		updateStrategy: z.looseObject({ type: z.string().default("RollingUpdate") }).prefault({}),
	}),
	status: z
		.looseObject({
			observedGeneration: z.number().default(0),
			desiredNumberScheduled: z.number().default(0),
			updatedNumberScheduled: z.number().default(0),
			numberAvailable: z.number().default(0),
		})
		.prefault({}),
});
type DaemonSet = z.output<typeof shape>;

export const DAEMON_SET: WorkloadKind = {
	kindName: "DaemonSet",
	word: "daemonset",
	resource: RESOURCES.daemonSets,
	history: RESOURCES.controllerRevisions,
	read(object) {
		const { metadata, spec, status } = shaped(shape, object, "the DaemonSet");
		return {
			metadata,
			template: templateIn(object),
			selector: selectorText(spec.selector),
			replicas: status.desiredNumberScheduled,
			obstacle: spec.updateStrategy.type === "OnDelete" ? onDelete("DaemonSet", metadata) : null,
		};
	},
	revisionOf: controllerRevision,
	rolloutOf: (object) => rolloutOf(shaped(shape, object, "the DaemonSet")),
	podOrderOf: () => null,
	scaleOf: () => null,
	undoPatch: replaceTemplate,
};

function rolloutOf({ metadata, status }: DaemonSet): Rollout {
	const wanted = status.desiredNumberScheduled;
	if ((metadata.generation ?? 0) > status.observedGeneration) return goingOn("the DaemonSet controller has not seen the change yet");
	if (status.updatedNumberScheduled < wanted)
		return goingOn(`${status.updatedNumberScheduled} of ${wanted} nodes have a pod of the wanted revision`);
	if (status.numberAvailable < wanted) return goingOn(`${status.numberAvailable} of ${wanted} pods are available`);
	return { state: "complete", detail: `${status.numberAvailable} of ${wanted} pods are available` };
}
