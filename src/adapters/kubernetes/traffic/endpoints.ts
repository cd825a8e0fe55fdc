import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { metadataShape, shaped } from "../object.ts";

/** kubernetes.io/docs/reference/labels-annotations-taints. */
const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
const CONTROLLER = "endpointslice-controller.k8s.io";

/** The label by which the slices of a Service are found. */
export const SLICES_OF = "kubernetes.io/service-name";

const shape = z.looseObject({
	metadata: metadataShape,
	endpoints: z
		.array(
			z.looseObject({
				addresses: z.array(z.string()).nullish(),
				conditions: z
					.looseObject({ ready: z.boolean().nullish(), serving: z.boolean().nullish(), terminating: z.boolean().nullish() })
					.nullish(),
				targetRef: z.looseObject({ kind: z.string().optional(), name: z.string().optional() }).nullish(),
			}),
		)
		.nullish(),
});

/** Where a Service's traffic goes, as the cluster has it in its EndpointSlices. */
export interface Endpoints {
	/** The names of the pods that get traffic. */
	readonly pods: ReadonlySet<string>;
	/** Slices that somebody else than the cluster writes: the selector does not change them. */
	readonly foreign: readonly string[];
}

/** An endpoint that does not say whether it is ready counts as ready, as the API says of it (discovery.k8s.io/v1, EndpointConditions). */
export function endpointsOf(objects: readonly JsonObject[]): Endpoints {
	const slices = objects.map((object) => shaped(shape, object, "an EndpointSlice"));
	const [own, foreign] = [slices.filter(isClusters), slices.filter((slice) => !isClusters(slice))];
	const ready = own.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => (conditions?.ready ?? true) === true);
	return {
		pods: new Set(ready.map(({ targetRef, addresses }) => targetRef?.name ?? addresses?.[0] ?? "an address without a pod")),
		foreign: foreign.map(({ metadata }) => metadata.name),
	};
}

function isClusters({ metadata: { labels } }: z.output<typeof shape>): boolean {
	return labels?.[MANAGED_BY] === undefined || labels[MANAGED_BY] === CONTROLLER;
}
