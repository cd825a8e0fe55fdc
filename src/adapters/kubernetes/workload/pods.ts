import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { metadataShape, shaped } from "../object.ts";
import type { TroubleCause } from "./fix.ts";

const container = z.looseObject({
	name: z.string(),
	restartCount: z.number().default(0),
	state: z
		.looseObject({
			waiting: z.looseObject({ reason: z.string().optional(), message: z.string().optional() }).optional(),
			terminated: z.looseObject({ reason: z.string().optional(), exitCode: z.number().optional() }).optional(),
		})
		.prefault({}),
	lastState: z
		.looseObject({
			terminated: z
				.looseObject({ reason: z.string().optional(), exitCode: z.number().optional(), finishedAt: z.string().nullish() })
				.optional(),
		})
		.prefault({}),
});

const podShape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({ nodeName: z.string().optional() }).prefault({}),
	status: z
		.looseObject({
			phase: z.string().optional(),
			conditions: z
				.array(z.looseObject({ type: z.string(), status: z.string(), reason: z.string().optional(), message: z.string().optional() }))
				.default([]),
			initContainerStatuses: z.array(container).default([]),
			containerStatuses: z.array(container).default([]),
		})
		.prefault({}),
});
export type Pod = z.output<typeof podShape>;
type ContainerStatus = z.output<typeof container>;

export function podOf(object: JsonObject): Pod {
	return shaped(podShape, object, "a Pod");
}

/** Whether it takes traffic, and is not about to end. */
export function isReady({ metadata, status }: Pod): boolean {
	const isStaying = metadata.deletionTimestamp === undefined;
	return isStaying && status.phase === "Running" && status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True");
}

/** What the controllers of StatefulSets and DaemonSets write on their pods. */
const REVISION_HASH = "controller-revision-hash";

/** Whether the pod was made for the revision with this name: a ReplicaSet owns it, or its label has the name's end. */
export function isPodOf({ metadata }: Pod, revision: string): boolean {
	const hash = metadata.labels?.[REVISION_HASH];
	const isOwned = metadata.ownerReferences?.some(({ kind, name }) => kind === "ReplicaSet" && name === revision) ?? false;
	return isOwned || (hash !== undefined && (hash === revision || revision.endsWith(`-${hash}`)));
}

/** Why a pod does not become ready, and whether its log says more. */
export interface Trouble {
	readonly pod: string;
	/** Null: the pod as a whole. */
	readonly container: string | null;
	readonly text: string;
	/** True: the container ran and ended, and its log tells why. */
	readonly hasLog: boolean;
	readonly cause: TroubleCause;
}

/** What stands in a pod's way, in the cluster's own words; null when nothing does. */
export function troubleOf(pod: Pod): Trouble | null {
	const { name } = pod.metadata;
	const statuses = [...pod.status.initContainerStatuses, ...pod.status.containerStatuses];
	for (const status of statuses) {
		const text = containerTrouble(status);
		if (text === null) continue;
		const words = `${name}: ${status.name} ${text}`;
		return { pod: name, container: status.name, text: words, hasLog: hasRun(status), cause: causeOf(status) };
	}
	const scheduled = pod.status.conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
	if (scheduled === undefined) return null;
	return {
		pod: name,
		container: null,
		text: `${name} has no node: ${scheduled.message ?? scheduled.reason ?? "no reason given"}`,
		hasLog: false,
		cause: "no-node",
	};
}

/** The kubelet's own words for what it waits for (pkg/kubelet/images/types.go, pkg/kubelet/kuberuntime/kuberuntime_container.go). */
const IMAGE_REASONS: ReadonlySet<string> = new Set([
	"ImagePullBackOff",
	"ErrImagePull",
	"ErrImageNeverPull",
	"InvalidImageName",
	"RegistryUnavailable",
]);
const CONFIG_REASONS: ReadonlySet<string> = new Set(["CreateContainerConfigError", "CreateContainerError"]);

function causeOf(status: ContainerStatus): TroubleCause {
	const reason = status.state.waiting?.reason ?? "";
	if (IMAGE_REASONS.has(reason)) return "image";
	if (CONFIG_REASONS.has(reason)) return "config";
	return hasRun(status) ? "crash" : "other";
}

/** A container of the pod that ended and was started again since `sinceMs` (since the epoch); null when none was. */
export function restartSince({ metadata: { name }, status }: Pod, sinceMs: number): Trouble | null {
	for (const { name: container, restartCount, lastState } of status.containerStatuses) {
		const { terminated } = lastState;
		if (restartCount === 0 || terminated === undefined || !(Date.parse(terminated.finishedAt ?? "") >= sinceMs)) continue;
		const text = `${name}: ${container} was started again at ${terminated.finishedAt}, restarted ${restartCount} times${endText(terminated)}`;
		return { pod: name, container, text, hasLog: true, cause: "crash" };
	}
	return null;
}

/** These pass by themselves while a pod starts. */
const STARTING: ReadonlySet<string> = new Set(["ContainerCreating", "PodInitializing"]);

function containerTrouble({ state, lastState, restartCount }: ContainerStatus): string | null {
	const restarts = restartCount === 0 ? "" : `, restarted ${restartCount} times`;
	const { waiting, terminated } = state;
	if (waiting?.reason !== undefined && !STARTING.has(waiting.reason)) {
		const { reason, message } = steady(waiting.reason, waiting.message);
		return `waits: ${reason}${message === undefined ? "" : ` (${message})`}${restarts}${endText(lastState.terminated)}`;
	}
	if (terminated !== undefined && terminated.exitCode !== 0) return `ended${endText(terminated)}${restarts}`;
	return null;
}

/** A kubelet that cannot pull says ErrImagePull and ImagePullBackOff in turn, with the same cause: told as one, or each turn would seem to be news. */
function steady(reason: string, message: string | undefined) {
	if (reason !== "ErrImagePull" && reason !== "ImagePullBackOff") return { reason, message };
	return { reason: "ImagePullBackOff", message: message?.replace(/^Back-off pulling image "[^"]*": ErrImagePull: /, "") };
}

function endText(terminated: { readonly reason?: string | undefined; readonly exitCode?: number | undefined } | undefined): string {
	return terminated === undefined
		? ""
		: `, its last exit code was ${terminated.exitCode ?? "unknown"} (${terminated.reason ?? "no reason given"})`;
}

function hasRun({ state, lastState }: ContainerStatus): boolean {
	return state.terminated !== undefined || lastState.terminated !== undefined;
}
