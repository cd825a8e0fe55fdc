import type { StepDraft, StepState } from "../../../core/step.ts";
import type { ClusterName, KubernetesApi, ResourcePath } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { progressDown, progressUp } from "../scale/progress.ts";
import { kubectl } from "../workload/hand.ts";
import { type Carrier, carrierOf } from "./carrier.ts";
import type { Change, Stand } from "./conditional.ts";
import type { Kept, TrafficPayload, TrafficPayloadOf } from "./payload.ts";

/** The runbooks give pods five minutes to come up (coverage row 3). */
const SCALE_MS = 5 * 60_000;

/** The step that gives a Deployment another number of pods. */
export function scaleStep(cluster: ClusterName, carrier: Carrier, to: number, title: string): StepDraft {
	const object = `deployment/${carrier.name}`;
	const payload: TrafficPayload = { kind: "scale", namespace: cluster.namespace, name: carrier.name, from: carrier.replicas, to };
	const kept: Kept = { kind: "scale", name: carrier.name, replicas: carrier.replicas };
	return {
		name: to > carrier.replicas ? `scale-up-${carrier.name}` : `scale-down-${carrier.name}`,
		title,
		risk: "safe",
		repeat: "conditional",
		command: [
			kubectl(cluster, "scale", object, `--replicas=${to}`, `--current-replicas=${carrier.replicas}`),
			kubectl(cluster, "rollout", "status", object, "--timeout=5m"),
		].join("\n"),
		payload,
		undo: kept,
		timeoutMs: SCALE_MS,
	};
}

/** Changes only the number, through the scale subresource: the right to it is no right to the Deployment itself. */
export function scaleChange(api: KubernetesApi, payload: TrafficPayloadOf<"scale">): Change<Carrier> {
	const path = deploymentPath(payload);
	return {
		what: `Deployment ${payload.name}`,
		read: async (limits) => carrierOf(await api.read(path, limits), { container: null, service: payload.name }),
		versionOf: ({ metadata }) => metadata.resourceVersion,
		stand: (carrier) => standOfScale(carrier, payload),
		write: ({ metadata: { resourceVersion } }, limits) =>
			api.patch(
				{ ...path, subresource: "scale" },
				{ kind: "merge", value: { metadata: { resourceVersion }, spec: { replicas: payload.to } } },
				limits,
			),
	};
}

/** An autoscaler may have gone further the same way meanwhile: then it is in place as well. */
export function standOfScale({ replicas }: Carrier, { from, to }: TrafficPayloadOf<"scale">): Stand {
	const isInPlace = to > from ? replicas >= to : replicas <= to;
	return { kind: isInPlace ? "in-place" : "untouched" };
}

/** What the Deployment shows of the step. */
export function stateOfScale(carrier: Carrier, payload: TrafficPayloadOf<"scale">): StepState {
	const { name, replicas } = carrier;
	const { from, to } = payload;
	if (standOfScale(carrier, payload).kind === "untouched")
		return { state: "untouched", detail: `${name} is meant to have ${replicas} pods` };
	return to > from ? progressUp(name, carrier, to) : progressDown(name, carrier, to);
}

/** Where the Deployment of a step lives. */
export function deploymentPath({ namespace, name }: { readonly namespace: string; readonly name: string }): ResourcePath {
	return { ...RESOURCES.deployments, namespace, name };
}
