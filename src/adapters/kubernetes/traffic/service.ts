import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import type { Patch } from "../api/port.ts";
import { type Metadata, metadataShape, shaped } from "../object.ts";
import type { Labels } from "./labels.ts";
import { type Obstacle, writtenAt } from "./obstacle.ts";
import { steererOf } from "./steered.ts";

const serviceShape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({
		type: z.string().default("ClusterIP"),
		clusterIP: z.string().optional(),
		externalName: z.string().optional(),
		selector: z.record(z.string(), z.string()).optional(),
		sessionAffinity: z.string().default("None"),
		publishNotReadyAddresses: z.boolean().default(false),
	}),
});

/** What is read of a Service. */
export interface Service {
	readonly metadata: Metadata;
	/** Empty when it has none. */
	readonly selector: Labels;
	/** Null: the Service sends traffic by something else than its selector. */
	readonly externalName: string | null;
	/** Clients are kept on the pod they had. */
	readonly isSticky: boolean;
	/** Clients find its pods by DNS and go to them themselves. */
	readonly isHeadless: boolean;
	/** Pods that are not ready get traffic too. */
	readonly takesUnready: boolean;
}

/** Throws BackoutError `kubernetes.unexpected`. */
export function serviceOf(object: JsonObject): Service {
	const { metadata, spec } = shaped(serviceShape, object, "the Service");
	return {
		metadata,
		selector: spec.selector ?? {},
		externalName: spec.type === "ExternalName" ? (spec.externalName ?? "(no name)") : null,
		isSticky: spec.sessionAffinity !== "None",
		isHeadless: spec.clusterIP === "None",
		takesUnready: spec.publishNotReadyAddresses,
	};
}

/** Why the Service cannot be switched by that label, and what to do; null when it can. */
export function serviceObstacle({ metadata, selector, externalName }: Service, label: string): Obstacle | null {
	const what = `Service ${metadata.name}`;
	if (externalName !== null)
		return {
			rule: "service-external",
			reason: `${what} is of type ExternalName: it leads to ${externalName} and selects no pods.`,
			fix: "Name the Service that selects the pods of the colours.",
		};
	if (Object.keys(selector).length === 0)
		return {
			rule: "service-without-selector",
			reason: `${what} has no selector: somebody else writes its endpoints.`,
			fix: "Name the Service that selects the pods, or use an `exec` target for what writes the endpoints.",
		};
	if (selector[label] === undefined)
		return {
			rule: "label-not-selected",
			reason: `${what} does not select by ${label}, but by ${Object.keys(selector).join(", ")}: pods of every colour get its traffic.`,
			fix: `Name in \`label\` the one that tells the colours apart, or add ${label} to the Service's selector.`,
		};
	return steererOf(metadata, what);
}

/** The switch as a JSON patch that the server refuses when anybody wrote meanwhile; the label may hold a slash (RFC 6901). */
export function selectorPatch({ metadata }: Service, label: string, from: string, to: string): Extract<Patch, { kind: "json" }> {
	const path = `/spec/selector/${label.replaceAll("~", "~0").replaceAll("/", "~1")}`;
	return {
		kind: "json",
		operations: [
			{ op: "test", path: "/metadata/resourceVersion", value: metadata.resourceVersion },
			{ op: "test", path, value: from },
			{ op: "replace", path, value: to },
		],
	};
}

/** When the selector was written last, ISO 8601; null when the cluster does not keep that. */
export function switchedAt({ metadata }: Service): string | null {
	return writtenAt(metadata, "f:spec", "f:selector");
}
