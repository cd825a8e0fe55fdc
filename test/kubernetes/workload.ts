import type { JsonObject } from "../../src/core/json.ts";
import { type Behaviour, MARKS } from "./control-plane/marks.ts";

export type WorkloadKind = "Deployment" | "StatefulSet" | "DaemonSet";

/** Which workload is made. */
export interface WorkloadWish {
	readonly kind: WorkloadKind;
	readonly name: string;
	/** 2 when left out; a DaemonSet has one pod on every node. */
	readonly replicas?: number;
	/** Further fields of its spec. */
	readonly spec?: JsonObject;
	/** Annotations of the workload itself. */
	readonly annotations?: Readonly<Record<string, string>>;
}

/** One release of it. */
export interface ReleaseWish {
	/** The image's tag. */
	readonly tag: string;
	/** `kubernetes.io/change-cause`; none when null; `release TAG` when left out. */
	readonly cause?: string | null;
	/** `well` when left out. */
	readonly behaviour?: Behaviour;
	/** 100 ms when left out. */
	readonly readyAfterMs?: number;
	/** Further annotations of the pods. */
	readonly annotations?: Readonly<Record<string, string>>;
	/** Environment of the main container. */
	readonly env?: Readonly<Record<string, string>>;
	/** Containers besides the main one, which is called like the workload. */
	readonly sidecars?: readonly JsonObject[];
	/** Further fields of the pods' spec. */
	readonly pod?: JsonObject;
}

/** The three releases that a history begins with. */
export const THREE_RELEASES: readonly ReleaseWish[] = [{ tag: "v1" }, { tag: "v2" }, { tag: "v3" }];

/** What `kubectl apply` gets for one release of a workload; `image` names the main container's image for a tag. */
export function manifestOf(workload: WorkloadWish, release: ReleaseWish, image: (tag: string) => string): JsonObject {
	const { kind, name, replicas = 2, spec = {}, annotations = {} } = workload;
	const cause = release.cause === undefined ? `release ${release.tag}` : release.cause;
	return {
		apiVersion: "apps/v1",
		kind,
		metadata: { name, annotations: { ...annotations, ...(cause === null ? {} : { "kubernetes.io/change-cause": cause }) } },
		spec: {
			...(kind === "DaemonSet" ? {} : { replicas }),
			...(kind === "StatefulSet" ? { serviceName: name } : {}),
			selector: { matchLabels: { app: name } },
			template: templateOf(workload, release, image),
			...spec,
		},
	};
}

function templateOf({ name }: WorkloadWish, release: ReleaseWish, image: (tag: string) => string): JsonObject {
	const { tag, behaviour = "well", readyAfterMs, annotations = {}, env = {}, sidecars = [], pod = {} } = release;
	const marks = {
		...(behaviour === "well" ? {} : { [MARKS.behaviour]: behaviour }),
		...(readyAfterMs === undefined ? {} : { [MARKS.readyAfter]: `${readyAfterMs}ms` }),
		...annotations,
	};
	const main = { name, image: image(tag), env: Object.entries(env).map(([key, value]) => ({ name: key, value })) };
	return { metadata: { labels: { app: name }, annotations: marks }, spec: { ...pod, containers: [main, ...sidecars] } };
}
