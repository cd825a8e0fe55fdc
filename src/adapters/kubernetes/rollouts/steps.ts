import type { Goal, Proposal } from "../../../core/adapter.ts";
import { handCommand } from "../../../core/command.ts";
import type { StepDraft } from "../../../core/step.ts";
import type { ClusterName } from "../api/port.ts";
import { refusedFor } from "../workload/obstacle.ts";
import { currentRevision, type SeenHistory } from "../workload/reader.ts";
import type { Revision } from "../workload/revision.ts";
import type { RolloutPayload } from "./payload.ts";
import { hashIn, isUpdating, type RolloutObject, rolloutOf } from "./rollout.ts";

const ROLLOUT_MS = 5 * 60_000;
const ABORT_MS = 30_000;

/** Steps that return the Rollout to the wanted revision: an update under way is aborted first, and one with steps is promoted fully after. */
export function proposeRollout(goal: Extract<Goal, { kind: "return" }>, seen: SeenHistory, cluster: ClusterName): Proposal {
	const { workload, revisions } = seen;
	const rollout = rolloutOf(seen.object);
	const { name } = workload.metadata;
	const to = revisions.find((revision) => revision.name === goal.to.id);
	if (to === undefined) return gone(goal.to.id, name, revisions);
	if (workload.obstacle !== null) return refusedFor(workload.obstacle, cluster);
	const current = currentRevision(seen);
	if (current === null)
		return {
			kind: "refused",
			rule: "rollout-not-settled",
			reason: `The controller of Rollout ${name} has not taken its last change up.`,
			fix: "see `kubectl argo rollouts get rollout`, and that the controller runs; then plan again",
		};
	if (current.name === to.name) return same(name, to, goal.force === true);
	const isStepped = hasSteps(rollout) && hashIn(to.name, name) !== rollout.status.stableRS;
	const isAborted = rollout.status.abort === true;
	const steps = [
		...(isUpdating(rollout) && !isAborted ? [abortStep(name, current, cluster)] : []),
		undoStep(name, current, to, cluster, !isStepped),
		...(isStepped ? [promoteStep(name, to, cluster)] : []),
	];
	const warnings = isStepped
		? [
				`Rollout ${name} skips its steps, pauses and analysis on the way back to revision ${to.number}: it is promoted fully, because a bad version runs meanwhile.`,
			]
		: [];
	return { kind: "steps", steps, warnings, notChanged: unchanged(name) };
}

function hasSteps({ spec }: RolloutObject): boolean {
	const canary = spec.strategy?.canary;
	// A blue-green Rollout may wait for a promotion or its analysis; promoting one that does not wait changes nothing.
	return canary === undefined || canary === null || (canary.steps ?? []).length > 0;
}

function abortStep(name: string, from: Revision, cluster: ClusterName): StepDraft {
	const payload: RolloutPayload = { kind: "rollout-abort", namespace: cluster.namespace, name, from: from.name };
	return {
		name: "abort",
		title: `Abort the update of rollout/${name} to revision ${from.number}: its traffic goes to the stable pods`,
		risk: "safe",
		repeat: "idempotent",
		command: plugin(cluster, "abort", name),
		payload,
		undo: null,
		timeoutMs: ABORT_MS,
	};
}

function undoStep(name: string, from: Revision, to: Revision, cluster: ClusterName, isWhole: boolean): StepDraft {
	const { namespace } = cluster;
	const payload: RolloutPayload = { kind: "rollout-undo", namespace, name, from: from.name, to: to.name, number: to.number, isWhole };
	return {
		name: "undo",
		title: `Return rollout/${name} to revision ${to.number} (${to.name})`,
		risk: "safe",
		repeat: "conditional",
		command: plugin(cluster, "undo", name, `--to-revision=${to.number}`),
		payload,
		undo: null,
		timeoutMs: ROLLOUT_MS,
	};
}

function promoteStep(name: string, to: Revision, cluster: ClusterName): StepDraft {
	const payload: RolloutPayload = { kind: "rollout-promote", namespace: cluster.namespace, name, to: to.name };
	return {
		name: "promote",
		title: `Promote rollout/${name} fully to revision ${to.number}, without steps, pauses and analysis`,
		risk: "safe",
		repeat: "idempotent",
		command: [plugin(cluster, "promote", name, "--full"), plugin(cluster, "status", name, "--timeout", "5m")].join("\n"),
		payload,
		undo: null,
		timeoutMs: ROLLOUT_MS,
	};
}

/** The line of kubectl's plugin; an option of kubectl must come after the plugin's name. */
export function plugin({ kubeconfig, context, namespace }: ClusterName, ...argv: readonly string[]): string {
	const where = [
		...(kubeconfig === null ? [] : ["--kubeconfig", kubeconfig]),
		...(context === null ? [] : ["--context", context]),
		"-n",
		namespace,
	];
	return handCommand(["kubectl", "argo", "rollouts", ...argv, ...where]);
}

function same(name: string, to: Revision, isForced: boolean): Proposal {
	if (!isForced) return { kind: "nothing", reason: `Rollout ${name} has the template of revision ${to.number} (${to.name}) already` };
	return {
		kind: "refused",
		rule: "unsupported-goal",
		reason: `Rollout ${name} wants revision ${to.number} already, and its pods are not restarted by Backout`,
		fix: `\`kubectl argo rollouts restart ${name}\` replaces its pods one after the other`,
	};
}

function gone(id: string, name: string, revisions: readonly Revision[]): Proposal {
	const left = revisions.map((revision) => `${revision.number} (${revision.name})`).join(", ");
	return {
		kind: "refused",
		rule: "revision-gone",
		reason: `The revision ${id} of Rollout ${name} is no longer in the cluster: the oldest go when there are more than its revisionHistoryLimit.`,
		fix: `${left === "" ? "It keeps none" : `It keeps ${left}`}: choose one of them with --to, or deploy the old version anew.`,
	};
}

function unchanged(name: string): readonly string[] {
	return [
		`Rollout ${name} keeps its number of replicas, its strategy, its analysis and its autoscaler.`,
		"ConfigMaps, Secrets, volumes and Services that the pods use stay as they are today.",
	];
}
