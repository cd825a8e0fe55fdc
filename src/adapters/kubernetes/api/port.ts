import type { JsonObject, JsonValue } from "../../../core/json.ts";

/** Where a kind of object lives in the API. */
export interface ResourceKind {
	/** `apps`; empty for the core group. */
	readonly group: string;
	readonly version: string;
	/** `deployments`. */
	readonly plural: string;
}

/** One object of a namespace, or with `name` null all of a kind there; with `namespace` null of the whole cluster. */
export interface ResourcePath extends ResourceKind {
	readonly namespace: string | null;
	readonly name: string | null;
	/** `scale`, `status`, `log`. */
	readonly subresource?: string;
}

/** Query parameters; those left undefined are not sent. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The ways to patch that Kubernetes knows (kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch). */
export type Patch =
	| { readonly kind: "json"; readonly operations: readonly JsonObject[] }
	| { readonly kind: "merge"; readonly value: JsonObject }
	| { readonly kind: "strategic"; readonly value: JsonObject };

/** All objects of a list at one moment. */
export interface ObjectList {
	readonly items: readonly JsonObject[];
	/** From where a watch goes on. */
	readonly resourceVersion: string;
}

/** What an object must still be for a deletion to be done. */
export interface Preconditions {
	readonly uid: string;
	readonly resourceVersion?: string;
}

/** One thing that a watch saw. */
export interface WatchEvent {
	readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
	readonly object: JsonObject;
}

/** Which cluster is talked to; for messages and hand commands. */
export interface ClusterName {
	/** The context as the kubeconfig names it; null inside a cluster. */
	readonly context: string | null;
	/** The server's URL without anything secret. */
	readonly server: string;
	/** What objects without a namespace of their own are looked for in. */
	readonly namespace: string;
	/** The kubeconfig file that was named in the config; null: the usual ones. */
	readonly kubeconfig: string | null;
}

/** How long one call may take at most, and who may give it up. */
export interface CallLimits {
	readonly signal?: AbortSignal;
	/** 10,000 ms when left out. */
	readonly timeoutMs?: number;
}

/**
 * Talks to one cluster's API. Everything throws BackoutError: `kubernetes.not-found`, `kubernetes.conflict` (somebody else wrote, or a `test` failed),
 * `kubernetes.forbidden` (names verb and resource), `kubernetes.unauthorized`, `kubernetes.rejected` (admission webhook or policy, in its own words),
 * `kubernetes.quota`, `kubernetes.invalid`, `kubernetes.expired` (410), `kubernetes.busy` (429, 503; retryable), `kubernetes.unreachable` (retryable), `kubernetes.failed`.
 */
export interface KubernetesApi {
	readonly cluster: ClusterName;
	read(path: ResourcePath, limits?: CallLimits): Promise<JsonObject>;
	/** Only the object's metadata: what a Secret holds never leaves the cluster (kubernetes.io/docs/reference/using-api/api-concepts, PartialObjectMetadata). */
	metadata(path: ResourcePath, limits?: CallLimits): Promise<JsonObject>;
	/** Pages by itself. */
	list(path: ResourcePath, query?: Query, limits?: CallLimits): Promise<ObjectList>;
	/** The object as it is afterwards. */
	patch(path: ResourcePath, patch: Patch, limits?: CallLimits): Promise<JsonObject>;
	create(path: ResourcePath, value: JsonObject, limits?: CallLimits): Promise<JsonObject>;
	/** Only the object with this uid, so that its successor is never hit; with a resourceVersion only while nobody has written it since. */
	remove(path: ResourcePath, only: Preconditions, limits?: CallLimits): Promise<void>;
	/** What changes from `resourceVersion` on, across the server's own time-outs, until the signal aborts. Throws `kubernetes.expired` when the past is gone: list anew. */
	watch(path: ResourcePath, query: Query & { readonly resourceVersion: string }, signal: AbortSignal): AsyncIterable<WatchEvent>;
	/** A plain text answer: a pod's log. */
	text(path: ResourcePath, query?: Query, limits?: CallLimits): Promise<string>;
	/** Anything else that is asked with GET: `/version`, `/apis`. */
	get(path: string, limits?: CallLimits): Promise<JsonValue>;
}
