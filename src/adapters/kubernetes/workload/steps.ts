import type { Goal, Proposal } from "../../../core/adapter.ts";
import type { StepDraft } from "../../../core/step.ts";
import type { ClusterName } from "../api/port.ts";
import type { WorkloadPlace } from "../config.ts";
import type { KubernetesPayload, RolloutPayload } from "../payload.ts";
import type { Consequences } from "../references/judged.ts";
import { kubectl } from "./hand.ts";
import { WORKLOAD_KINDS } from "./kinds.ts";
import { refusedFor } from "./obstacle.ts";
import type { Pod } from "./pods.ts";
import { currentRevision, type SeenHistory } from "./reader.ts";
import type { Revision } from "./revision.ts";
import { blockersOf } from "./stuck/pods.ts";
import { blockerWarnings, heldRefusal, keptOfReplaced, replaceStep } from "./stuck/step.ts";

/** The runbooks give a roll-out five minutes (coverage row 3). */
const ROLLOUT_MS = 5 * 60_000;

/** Steps that return the workload to the wanted revision, or why there are none. `now` is an ISO 8601 moment; `pods` are looked at where their order counts. */
export function proposeReturn(
	goal: Extract<Goal, { kind: "return" }>,
	seen: SeenHistory & { readonly pods: readonly Pod[] },
	place: WorkloadPlace,
	cluster: ClusterName,
	now: string,
): Proposal {
	const { workload, revisions } = seen;
	const kind = WORKLOAD_KINDS[place.key];
	const what = `${kind.word} ${place.name}`;
	const to = revisions.find((revision) => revision.name === goal.to.id);
	if (to === undefined) return gone(goal.to.id, what, revisions, cluster, `${kind.word}/${place.name}`);
	if (workload.obstacle !== null) return refusedFor(workload.obstacle, cluster);
	const current = currentRevision(seen);
	const isInPlace = current?.name === to.name;
	const isRestart = isInPlace && goal.force === true;
	const order = kind.podOrderOf(seen.object);
	const blockers = order === null ? [] : blockersOf(order, seen.pods, isRestart ? null : to.name);
	const held = heldRefusal(blockers, place.name, cluster);
	if (held !== null) return held;
	const rollout = isRestart ? restartPayload(place, cluster, to, now) : undoPayload(place, cluster, isInPlace ? null : current, to);
	const replace = replaceStep(blockers, rollout, cluster);
	if (isInPlace && !isRestart && replace === null)
		return { kind: "nothing", reason: `${what} has the template of revision ${to.number} (${to.name}) already` };
	const change = isInPlace && !isRestart ? [] : [changeStep(rollout, to, place, cluster, replace !== null)];
	return {
		kind: "steps",
		steps: [...change, ...(replace === null ? [] : [replace])],
		warnings: blockerWarnings(blockers, Date.parse(now)),
		notChanged: [...unchanged(what), ...keptOfReplaced(blockers)],
	};
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

function undoPayload(place: WorkloadPlace, { namespace }: ClusterName, from: Revision | null, to: Revision): RolloutPayload {
	const { key: workload, name } = place;
	return { kind: "undo", workload, namespace, name, from: from?.name ?? null, to: to.name, number: to.number };
}

function restartPayload(place: WorkloadPlace, { namespace }: ClusterName, revision: Revision, at: string): RolloutPayload {
	return { kind: "restart", workload: place.key, namespace, name: place.name, revision: revision.name, at };
}

/** The step that changes the template; where another one follows it, that one waits for the pods. */
function changeStep(rollout: RolloutPayload, to: Revision, place: WorkloadPlace, cluster: ClusterName, isFollowed: boolean): StepDraft {
	const object = `${WORKLOAD_KINDS[place.key].word}/${place.name}`;
	const payload: KubernetesPayload = isFollowed ? { ...rollout, until: "taken" } : rollout;
	const wait = isFollowed ? [] : [kubectl(cluster, "rollout", "status", object, "--timeout=5m")];
	const common = { risk: "safe", payload, undo: null, timeoutMs: ROLLOUT_MS } as const;
	if (rollout.kind === "restart") {
		return {
			name: "restart",
			title: `Restart every pod of ${object} on revision ${to.number}`,
			repeat: "idempotent",
			command: [kubectl(cluster, "rollout", "restart", object), ...wait].join("\n"),
			...common,
		};
	}
	return {
		name: "undo",
		title: `Return ${object} to revision ${to.number} (${to.name})`,
		repeat: "conditional",
		command: [kubectl(cluster, "rollout", "undo", object, `--to-revision=${to.number}`), ...wait].join("\n"),
		...common,
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
