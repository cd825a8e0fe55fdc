import type { ResourceKind } from "./port.ts";

/** The kinds of objects that are talked about, as the API names them. */
export const RESOURCES = {
	deployments: { group: "apps", version: "v1", plural: "deployments" },
	replicaSets: { group: "apps", version: "v1", plural: "replicasets" },
	statefulSets: { group: "apps", version: "v1", plural: "statefulsets" },
	daemonSets: { group: "apps", version: "v1", plural: "daemonsets" },
	controllerRevisions: { group: "apps", version: "v1", plural: "controllerrevisions" },
	configMaps: { group: "", version: "v1", plural: "configmaps" },
	secrets: { group: "", version: "v1", plural: "secrets" },
	pods: { group: "", version: "v1", plural: "pods" },
} as const satisfies Readonly<Record<string, ResourceKind>>;
