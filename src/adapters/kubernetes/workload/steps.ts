import type { Goal, Proposal } from "../../../core/adapter.ts";
import type { StepDraft } from "../../../core/step.ts";
import type { ClusterName } from "../api/port.ts";
import type { WorkloadPlace } from "../config.ts";
import type { KubernetesPayload } from "../payload.ts";
import type { Consequences } from "../references/judged.ts";
import { kubectl } from "./hand.ts";
import { WORKLOAD_KINDS } from "./kinds.ts";
import { currentRevision, type SeenHistory } from "./reader.ts";
import type { Revision } from "./revision.ts";

/** The runbooks give a roll-out five minutes (coverage row 3). */
const ROLLOUT_MS = 5 * 60_000;

/** Steps that return the workload to the wanted revision, or why there are none. `now` is an ISO 8601 moment. */
export function proposeReturn(
	goal: Extract<Goal, { kind: "return" }>,
	seen: SeenHistory,
	place: WorkloadPlace,
	cluster: ClusterName,
	now: string,
): Proposal {
	const { workload, revisions } = seen;
	const { word } = WORKLOAD_KINDS[place.key];
	const what = `${word} ${place.name}`;
	const to = revisions.find((revision) => revision.name === goal.to.id);
	if (to === undefined) return gone(goal.to.id, what, revisions, cluster, `${word}/${place.name}`);
	if (workload.obstacle !== null) return { kind: "refused", ...workload.obstacle };
	const current = currentRevision(seen);
	if (current?.name === to.name && goal.force !== true)
		return { kind: "nothing", reason: `${what} has the template of revision ${to.number} (${to.name}) already` };
	const step = current?.name === to.name ? restartStep(place, cluster, to, now) : undoStep(place, cluster, current, to);
	return { kind: "steps", steps: [step], warnings: [], notChanged: unchanged(what) };
}

/** The proposal with what the ConfigMaps and Secrets mean for it: without one that they need the pods would not start. */
export function withConsequences(
	proposal: Extract<Proposal, { kind: "steps" }>,
	{ missing, warnings }: Consequences,
	what: string,
): Proposal {
	if (missing.length === 0) return { ...proposal, warnings: [...proposal.warnings, ...warnings] };
	const names = missing.map(({ kind, name }) => `${kind} ${name}`).join(", ");
	return {
		kind: "refused",
		rule: "references-missing",
		reason: `The pods of that revision of ${what} need ${names}, which the cluster does not have (any more): they would not start.`,
		fix: "Restore what is missing from where it is kept (git, a backup), then plan again; or choose another release with --to.",
	};
}

function undoStep(place: WorkloadPlace, cluster: ClusterName, from: Revision | null, to: Revision): StepDraft {
	const object = `${WORKLOAD_KINDS[place.key].word}/${place.name}`;
	const payload: KubernetesPayload = {
		kind: "undo",
		workload: place.key,
		namespace: cluster.namespace,
		name: place.name,
		from: from?.name ?? null,
		to: to.name,
		number: to.number,
	};
	return {
		name: "undo",
		title: `Return ${object} to revision ${to.number} (${to.name})`,
		risk: "safe",
		repeat: "conditional",
		command: [
			kubectl(cluster, "rollout", "undo", object, `--to-revision=${to.number}`),
			kubectl(cluster, "rollout", "status", object, "--timeout=5m"),
		].join("\n"),
		payload,
		undo: null,
		timeoutMs: ROLLOUT_MS,
	};
}

function restartStep(place: WorkloadPlace, cluster: ClusterName, revision: Revision, at: string): StepDraft {
	const object = `${WORKLOAD_KINDS[place.key].word}/${place.name}`;
	const payload: KubernetesPayload = {
		kind: "restart",
		workload: place.key,
		namespace: cluster.namespace,
		name: place.name,
		revision: revision.name,
		at,
	};
	return {
		name: "restart",
		title: `Restart every pod of ${object} on revision ${revision.number}`,
		risk: "safe",
		repeat: "idempotent",
		command: [kubectl(cluster, "rollout", "restart", object), kubectl(cluster, "rollout", "status", object, "--timeout=5m")].join("\n"),
		payload,
		undo: null,
		timeoutMs: ROLLOUT_MS,
	};
}

function gone(id: string, what: string, revisions: readonly Revision[], cluster: ClusterName, object: string): Proposal {
	const left =
		revisions.length === 0 ? "It keeps none" : `It keeps ${revisions.map(({ number, name }) => `${number} (${name})`).join(", ")}`;
	return {
		kind: "refused",
		rule: "revision-gone",
		reason: `The revision ${id} of ${what} is no longer in the cluster: the oldest go when there are more than its revisionHistoryLimit.`,
		fix: `${left}: choose one of them with --to, or deploy the old version anew. See \`${kubectl(cluster, "rollout", "history", object)}\`.`,
	};
}

function unchanged(what: string): readonly string[] {
	return [
		`${what} keeps its number of replicas, its strategy and its autoscaler.`,
		"ConfigMaps, Secrets, volumes and Services that the pods use stay as they are today.",
	];
}
