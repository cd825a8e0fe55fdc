import { BackoutError } from "../../../core/error.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import type { KubernetesApi, ResourcePath } from "../api/port.ts";
import { metadataShape } from "../object.ts";
import type { Subject } from "./steering.ts";

/** The Deployment checkout in the namespace shop, with further metadata. */
export function subject(metadata: JsonObject = {}): Subject {
	return {
		group: "apps",
		kind: "Deployment",
		namespace: "shop",
		metadata: metadataShape.parse({ ...metaOf("checkout", "shop"), ...metadata }),
	};
}

export const TRACKED = { annotations: { "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/checkout" } };
export const KUSTOMIZED = {
	labels: { "kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux-system" },
};

/** An Application as Argo CD keeps it. */
export function application(
	automated: JsonValue,
	change: { readonly metadata?: JsonObject; readonly status?: JsonObject } = {},
): JsonObject {
	return {
		apiVersion: "argoproj.io/v1alpha1",
		kind: "Application",
		metadata: { ...metaOf("shop", "argocd"), ...change.metadata },
		spec: {
			project: "default",
			source: { repoURL: "https://git.example.com/shop.git", path: "deploy", targetRevision: "main" },
			destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
			syncPolicy: automated === null ? {} : { automated, syncOptions: ["CreateNamespace=true"] },
		},
		status: {
			sync: { status: "Synced", revision: "badc0de" },
			resources: [
				{ version: "v1", kind: "Service", namespace: "shop", name: "checkout", status: "Synced" },
				{ group: "apps", version: "v1", kind: "Deployment", namespace: "shop", name: "checkout", status: "Synced" },
			],
			...change.status,
		},
	};
}

/** A Kustomization as Flux keeps it. */
export function kustomization(
	spec: JsonObject = {},
	change: { readonly metadata?: JsonObject; readonly status?: JsonObject } = {},
): JsonObject {
	return {
		apiVersion: "kustomize.toolkit.fluxcd.io/v1",
		kind: "Kustomization",
		metadata: { ...metaOf("apps", "flux-system"), ...change.metadata },
		spec: { interval: "10m0s", path: "./apps", prune: true, sourceRef: { kind: "GitRepository", name: "shop" }, ...spec },
		status: { lastAppliedRevision: "main@sha1:badc0de", conditions: [], ...change.status },
	};
}

export function metaOf(name: string, namespace: string): JsonObject {
	return { name, namespace, uid: `uid-of-${name}`, resourceVersion: "7", creationTimestamp: "2026-11-20T00:00:00Z" };
}

/** A stand-in for a cluster that has these objects, by `plural/namespace/name`; everything else is not found, or forbidden. Only reads. */
export function clusterOf(objects: Readonly<Record<string, JsonObject>>, forbidden: readonly string[] = []): KubernetesApi {
	const refuse = (plural: string): void => {
		if (forbidden.includes(plural)) throw fault("forbidden", plural);
	};
	const unused = (): never => {
		throw new Error("the stand-in only reads");
	};
	return {
		cluster: { context: "prod", server: "https://10.0.0.1:6443", namespace: "shop", kubeconfig: null },
		async read({ plural, namespace, name, version }: ResourcePath) {
			refuse(plural);
			const found = objects[`${plural}/${namespace}/${name}`];
			if (found === undefined || !String(found["apiVersion"]).endsWith(version)) throw fault("not-found", `${plural} ${name}`);
			return found;
		},
		async list({ plural, namespace }, query = {}) {
			refuse(plural);
			const of = (key: string) => key.startsWith(namespace === null ? `${plural}/` : `${plural}/${namespace}/`);
			const wanted = String(query["fieldSelector"] ?? "").replace("metadata.name=", "");
			const items = Object.entries(objects).filter(([key]) => of(key) && (wanted === "" || key.endsWith(`/${wanted}`)));
			if (items.length === 0) throw fault("not-found", plural);
			return { items: items.map(([, object]) => object), resourceVersion: "1" };
		},
		patch: unused,
		create: unused,
		remove: unused,
		metadata: unused,
		watch: unused,
		text: unused,
		get: unused,
	};
}

function fault(code: string, what: string): BackoutError {
	return new BackoutError({ code: `kubernetes.${code}`, message: `${what}: ${code}`, fix: "see the test" });
}
