import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { type Metadata, metadataShape, shaped } from "../object.ts";
import type { Scale } from "../scale/progress.ts";
import { parseImage } from "../workload/image.ts";
import { mainContainer, templateIn } from "../workload/pod-template.ts";
import { isSelectedBy, type Labels, podLabels } from "./labels.ts";
import { writtenAt } from "./obstacle.ts";

const shape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({ replicas: z.number().default(1) }),
	status: z
		.looseObject({
			observedGeneration: z.number().default(0),
			replicas: z.number().default(0),
			availableReplicas: z.number().default(0),
			conditions: z.array(z.looseObject({ type: z.string(), status: z.string(), message: z.string().optional() })).default([]),
		})
		.prefault({}),
});

/** A Deployment whose pods take traffic. */
export interface Carrier extends Scale {
	readonly metadata: Metadata;
	readonly name: string;
	/** The labels of its pods. */
	readonly labels: Labels;
	/** The image that names its release; null when it has no container. */
	readonly image: string | null;
	/** ISO 8601, when its pod template was written last. */
	readonly deployedAt: string;
}

/** Which container's image names the release; null in `container`: the main one. */
export interface ImageChoice {
	readonly container: string | null;
	/** The container may be called like the service. */
	readonly service: string;
}

/** Throws BackoutError `kubernetes.unexpected`. */
export function carrierOf(object: JsonObject, { container, service }: ImageChoice): Carrier {
	const { metadata, spec, status } = shaped(shape, object, "a Deployment");
	const template = templateIn(object);
	return {
		metadata,
		name: metadata.name,
		labels: podLabels(template),
		replicas: spec.replicas,
		existing: status.replicas,
		available: status.availableReplicas,
		isObserved: status.observedGeneration >= (metadata.generation ?? 0),
		failure: status.conditions.find(({ type, status: is }) => type === "ReplicaFailure" && is === "True")?.message ?? null,
		image: mainContainer(template, service, container)?.image ?? null,
		deployedAt: writtenAt(metadata, "f:spec", "f:template") ?? metadata.creationTimestamp,
	};
}

/** Those whose pods the selector takes. */
export function carriersOf(selector: Labels, carriers: readonly Carrier[]): readonly Carrier[] {
	return carriers.filter(({ labels }) => isSelectedBy(selector, labels)).toSorted((a, b) => a.name.localeCompare(b.name));
}

/** What images say together of the version they are. */
export interface Version {
	/** `v2`; `v2+w3` where several say different things; null when none says anything. */
	readonly label: string | null;
	readonly commit: string | null;
	readonly digest: string | null;
}

/** The version that these images are; commit and digest only where all say the same. */
export function versionOf(images: readonly (string | null)[]): Version {
	const names = images.filter((image) => image !== null).map(parseImage);
	const tags = [...new Set(names.flatMap(({ tag }) => tag ?? []))];
	const digest = only(names.map((name) => name.digest));
	return {
		label: tags.length > 0 ? tags.join("+") : (digest?.replace("sha256:", "").slice(0, 12) ?? null),
		commit: only(names.map(({ commit }) => commit)),
		digest,
	};
}

function only(values: readonly (string | null)[]): string | null {
	const [first = null, ...rest] = new Set(values);
	return rest.length === 0 ? first : null;
}
