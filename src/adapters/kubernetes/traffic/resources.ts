import type { ResourceKind } from "../api/port.ts";

/** The kinds of objects that decide where traffic goes, as the API names them. */
export const TRAFFIC_RESOURCES = {
	services: { group: "", version: "v1", plural: "services" },
	endpointSlices: { group: "discovery.k8s.io", version: "v1", plural: "endpointslices" },
} as const satisfies Readonly<Record<string, ResourceKind>>;

/** A kind whose version depends on what the cluster serves. */
export interface ServedKind {
	readonly group: string;
	readonly plural: string;
	/** As kubectl takes it without doubt: `virtualservices.networking.istio.io`. */
	readonly word: string;
	/** Newest first; all of them hold the fields that are read here. */
	readonly versions: readonly string[];
	/** What brings the kind into a cluster, for messages. */
	readonly project: string;
}

/** Istio serves v1 since 1.22, v1beta1 since 1.5 (istio.io/latest/blog/2024/v1-apis). */
const ISTIO = { group: "networking.istio.io", versions: ["v1", "v1beta1", "v1alpha3"], project: "Istio" };

export const VIRTUAL_SERVICES: ServedKind = { ...ISTIO, plural: "virtualservices", word: "virtualservices.networking.istio.io" };
export const DESTINATION_RULES: ServedKind = { ...ISTIO, plural: "destinationrules", word: "destinationrules.networking.istio.io" };

/** gateway-api.sigs.k8s.io/concepts/versioning: HTTPRoute is v1 since 1.0. */
export const HTTP_ROUTES: ServedKind = {
	group: "gateway.networking.k8s.io",
	plural: "httproutes",
	word: "httproutes.gateway.networking.k8s.io",
	versions: ["v1", "v1beta1"],
	project: "Gateway API",
};
