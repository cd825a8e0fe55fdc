import type { StepDraft } from "../../../../core/step.ts";
import type { ClusterName } from "../../api/port.ts";
import type { KubernetesPayload, RolloutPayload } from "../../payload.ts";
import { kubectl } from "../hand.ts";
import { troubleOf } from "../pods.ts";
import { type Blocker, stuckOf } from "./pods.ts";
import { blockerName, blockerText, isOverdue } from "./words.ts";

/** The runbooks give a roll-out five minutes (coverage row 3); here the pods come one after the other. */
const POD_MS = 5 * 60_000;

/** The step that deletes the pods that stand in the way of a roll-out; null when none does. */
export function replaceStep(blockers: readonly Blocker[], rollout: RolloutPayload, cluster: ClusterName): StepDraft | null {
	const names = stuckOf(blockers).map(({ name }) => name);
	if (names.length === 0) return null;
	const { until: _until, ...finished } = rollout;
	const { workload, namespace, name } = rollout;
	const payload: KubernetesPayload = { kind: "replace-stuck", workload, namespace, name, rollout: finished };
	return {
		name: "replace-stuck",
		title: `Delete what statefulset/${name} waits for and never gets ready (${names.join(", ")}), and wait until every pod is back`,
		risk: "safe",
		repeat: "conditional",
		command: [
			...names.map((pod) => kubectl(cluster, "delete", "pod", pod)),
			kubectl(cluster, "rollout", "status", `statefulset/${name}`, "--timeout=5m"),
		].join("\n"),
		payload,
		undo: null,
		timeoutMs: POD_MS * names.length,
	};
}

/** What a person must know of the pods that are not ready. `nowMs` since the epoch. */
export function blockerWarnings(blockers: readonly Blocker[], nowMs: number): readonly string[] {
	const stuck = stuckOf(blockers);
	const others = blockers.filter(
		({ kind, pod }) => kind === "held" || (kind === "ending" && isOverdue(pod?.metadata.deletionTimestamp, nowMs)),
	);
	return [
		...(stuck.length === 0
			? []
			: [
					`${stuck.map(blockerName).join(", ")}: the StatefulSet controller touches no other pod before each of these is ready, whatever the template says, so that putting it back alone would wait for good. They are deleted, one after the other, each only while it is not ready.`,
				]),
		...others.map((blocker) => `${blockerText(blocker, nowMs)}.`),
	];
}

/** What stays when the pods are replaced. */
export function keptOfReplaced(blockers: readonly Blocker[]): readonly string[] {
	const names = stuckOf(blockers).map(({ name }) => name);
	if (names.length === 0) return [];
	return [`The volumes of ${names.join(", ")} stay, with what the bad release wrote into them: the new pods get the same claims.`];
}

/** A pod that fails and that the partition would bring back as it is: the roll-out would never get past it. Null when there is none. */
export function heldRefusal(blockers: readonly Blocker[], name: string, cluster: ClusterName) {
	const held = blockers.find(({ kind, pod }) => kind === "held" && pod !== null && troubleOf(pod) !== null);
	if (held === undefined) return null;
	const patch = JSON.stringify({ spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
	return {
		kind: "refused",
		rule: "partition-holds-pod",
		reason: `${blockerName(held)} is what the controller of statefulset ${name} waits for, and the partition of its update strategy keeps that pod on its revision: the return would wait for good.`,
		fix: `Lower the partition so that this pod is returned too, then plan again: ${kubectl(cluster, "patch", "statefulset", name, "--patch", patch)}`,
	} as const;
}
