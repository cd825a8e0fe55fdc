import type { Proposal } from "../../../core/adapter.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { StepDraft } from "../../../core/step.ts";
import type { ClusterName } from "../api/port.ts";
import { plugin } from "../rollouts/steps.ts";
import type { Scaler } from "../steering/scalers.ts";
import { kubectl } from "../workload/hand.ts";
import { objectOf } from "../workload/pod-template.ts";
import { currentRevision, type SeenHistory } from "../workload/reader.ts";
import { hasNote, STOP_NOTE, stopNoteOf } from "./note.ts";
import { type FreezePayload, type KeptStop, keptStopOf } from "./payload.ts";
import type { Scale } from "./progress.ts";
import { pausedWarnings, restingWarnings, scalerOfResume, scalerOfStop, withinScalers } from "./scalers.ts";

/** The runbooks give pods five minutes (coverage row 3). */
const LEAST_MS = 5 * 60_000;
/** What a pod gets to end when its template says nothing (kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle, "termination of pods"). */
const GRACE_S = 30;

/** What is stopped or brought back, and who else scales it. */
export interface Freezing {
	/** As kubectl takes it: `deployment/checkout`. */
	readonly object: string;
	readonly seen: SeenHistory;
	readonly scale: Scale;
	/** Whether its pods end one after the other, as a StatefulSet's do. */
	readonly isOrdered: boolean;
	readonly scalers: readonly Scaler[];
	readonly cluster: ClusterName;
	/** ISO 8601. */
	readonly now: string;
}

/** The step that takes every pod of the workload away, with what leads back; nothing to do, or refused with the fix, otherwise. */
export function proposeStop(freezing: Freezing): Proposal {
	const { object, scale, scalers, cluster, now } = freezing;
	if (scale.replicas === 0) return { kind: "nothing", reason: `${object} is scaled to 0 already` };
	const refused = scalerOfStop(scalers, object, cluster);
	if (refused !== null) return refused;
	return { kind: "steps", steps: [stopStep(freezing, now)], warnings: restingWarnings(scalers, object), notChanged: unchanged(object) };
}

/** The step that gives the workload its pods back: as many as the run that stopped it kept, else as its note says. `undoing`: what steps kept. */
export function proposeResume(freezing: Freezing, undoing: Parameters<typeof keptStopOf>[1]): Proposal {
	const { object, scale, scalers, cluster, seen } = freezing;
	const { metadata } = seen.workload;
	const refused = scalerOfResume(scalers, object, cluster);
	if (refused !== null) return refused;
	if (scale.replicas > 0) return hasNote(metadata) ? alreadyBack(freezing) : notStopped(freezing);
	const wanted = numberBefore(freezing, keptStopOf(metadata.name, undoing));
	if (wanted === null) return unknownNumber(freezing);
	const { replicas, warnings } = withinScalers(wanted, scalers);
	const title = `Bring ${object} back to ${formatQuantity(replicas, "pod")}`;
	return {
		kind: "steps",
		steps: [resumeStep(freezing, replicas, title)],
		warnings: [...warnings, ...pausedWarnings(scalers, cluster)],
		notChanged: unchanged(object),
	};
}

/** What the run kept is what it planned with; the note of that same stop is what was there when it was written. */
function numberBefore({ seen }: Freezing, kept: KeptStop | null): number | null {
	const note = stopNoteOf(seen.workload.metadata);
	if (kept === null) return note?.replicas ?? null;
	return note !== null && note.at === kept.at ? note.replicas : kept.replicas;
}

function stopStep({ object, seen, scale, isOrdered, scalers, cluster }: Freezing, at: string): StepDraft {
	const { workload } = seen;
	const { name } = workload.metadata;
	const isAutoscaled = scalers.some(({ isPaused }) => !isPaused);
	const payload: FreezePayload = { kind: "stop", namespace: cluster.namespace, name, from: scale.replicas, isAutoscaled, at };
	const kept: KeptStop = { kind: "stopped", name, replicas: scale.replicas, at };
	const only = isAutoscaled ? [] : [`--current-replicas=${scale.replicas}`];
	return {
		name: "stop",
		title: `Take all pods of ${object} away: from ${scale.replicas} to 0`,
		risk: "safe",
		repeat: "conditional",
		command: [
			kubectl(cluster, "annotate", object, "--overwrite", `${STOP_NOTE.replicas}=${scale.replicas}`, `${STOP_NOTE.at}=${at}`),
			kubectl(cluster, "scale", object, "--replicas=0", ...only),
			kubectl(cluster, "wait", "pod", "--for=delete", "-l", workload.selector, "--timeout=5m"),
		].join("\n"),
		payload,
		undo: kept,
		timeoutMs: Math.max(LEAST_MS, 60_000 + graceMs(workload.template) * (isOrdered ? scale.replicas : 1)),
	};
}

function resumeStep(freezing: Freezing, to: number, title: string): StepDraft {
	const { object, seen, scale, cluster } = freezing;
	const { metadata } = seen.workload;
	const payload: FreezePayload = {
		kind: "resume",
		namespace: cluster.namespace,
		name: metadata.name,
		from: scale.replicas,
		to,
		hadNote: hasNote(metadata),
		revision: currentRevision(seen)?.name ?? null,
	};
	return {
		name: "resume",
		title,
		risk: "safe",
		repeat: "conditional",
		command: [
			...(scale.replicas === to ? [] : [kubectl(cluster, "scale", object, `--replicas=${to}`)]),
			kubectl(cluster, "annotate", object, `${STOP_NOTE.replicas}-`, `${STOP_NOTE.at}-`),
			statusLine(freezing, metadata.name),
		].join("\n"),
		payload,
		undo: null,
		timeoutMs: LEAST_MS,
	};
}

/** kubectl itself does not follow what is not its own. */
function statusLine({ object, cluster }: Freezing, name: string): string {
	return object.startsWith("rollout/")
		? plugin(cluster, "status", name, "--timeout", "5m")
		: kubectl(cluster, "rollout", "status", object, "--timeout=5m");
}

/** Somebody scaled it up by hand: only the note is left. */
function alreadyBack(freezing: Freezing): Proposal {
	const { object, scale } = freezing;
	const title = `Take the note off that ${object} is stopped: somebody brought it back to ${formatQuantity(scale.replicas, "pod")} already`;
	const before = stopNoteOf(freezing.seen.workload.metadata)?.replicas ?? scale.replicas;
	const differs = `${object} had ${formatQuantity(before, "pod")} before it was stopped, and has ${scale.replicas} now: that is left as it is. As it was: \`${kubectl(freezing.cluster, "scale", object, `--replicas=${before}`)}\`.`;
	const warnings = before === scale.replicas ? [] : [differs];
	return { kind: "steps", steps: [resumeStep(freezing, scale.replicas, title)], warnings, notChanged: unchanged(object) };
}

function notStopped({ object, scale }: Freezing): Proposal {
	return { kind: "nothing", reason: `${object} is meant to have ${formatQuantity(scale.replicas, "pod")} and is not noted as stopped` };
}

function unknownNumber({ object, cluster }: Freezing): Proposal {
	return {
		kind: "refused",
		rule: "replicas-unknown",
		reason: `${object} has no pods, and nobody remembers how many it had: no run of Backout stopped it, and it has no annotation ${STOP_NOTE.replicas}.`,
		fix: `Say how many, then plan again: \`${kubectl(cluster, "annotate", object, `${STOP_NOTE.replicas}=<number>`)}\`.`,
	};
}

function graceMs(template: SeenHistory["workload"]["template"]): number {
	const grace = objectOf(template["spec"])["terminationGracePeriodSeconds"];
	return (typeof grace === "number" ? grace : GRACE_S) * 1_000;
}

function unchanged(object: string): readonly string[] {
	return [`${object} keeps its template, its strategy and its autoscaler; volumes, ConfigMaps, Secrets and Services stay.`];
}
