import type { Proposal } from "../../../core/adapter.ts";
import type { FreezeKind } from "../../../core/freeze.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import type { StepDraft } from "../../../core/step.ts";
import type { ClusterName } from "../api/port.ts";
import { kubectl } from "../workload/hand.ts";
import { fluxKind } from "./flux.ts";
import { freezeWarnings, refusedElsewhere, servesElsewhere } from "./frozen.ts";
import { HELD, noteText } from "./held-note.ts";
import { type GiveBack, giveBackOf, type HoldPayload } from "./hold-payload.ts";
import { type Reconciler, type Steering, type Subject, subjectName } from "./steering.ts";

/** What to do about a reconciler that would take a live change back: pause it for the rollback, or refuse and say how. */
export type GitopsChoice = "pause" | "refuse";

/** The return that is being planned. */
export interface PlannedReturn {
	readonly subject: Subject;
	/** Revisions by name; `from` null: nobody knows. */
	readonly from: string | null;
	readonly to: string;
	readonly cluster: ClusterName;
	/** ISO 8601. */
	readonly now: string;
	/** What is done to the workload; a return to a release when left out. A freeze has the same revision in `from` and `to`. */
	readonly aim?: FreezeKind;
	/** When a run is undone: what its steps on this target kept; else empty. */
	readonly undoing: readonly JsonValue[];
}

/** What those who steer a workload mean for a plan that returns it. */
export interface SteeringAnswer {
	readonly refused: Extract<Proposal, { kind: "refused" }> | null;
	/** Pauses, to be done before anything else. */
	readonly before: readonly StepDraft[];
	/** What may be given back, after everything else. */
	readonly after: readonly StepDraft[];
	readonly warnings: readonly string[];
}

/** A reconciler that was paused and is not told to stop writing within this time is no longer waited for. */
const HOLD_MS = 2 * 60_000;

/** The answer to those who steer the workload. A reconciler is never given back while its source may hold another version than the one returned to: it would release that within seconds. */
export function answerToSteering(steerings: readonly Steering[], gitops: GitopsChoice, planned: PlannedReturn): SteeringAnswer {
	const refused = steerings.map((steering) => refusalOf(steering, gitops, planned)).find((one) => one !== null) ?? null;
	if (refused !== null) return { refused, before: [], after: [], warnings: [] };
	const before = steerings.flatMap(({ reconciler }) => (gitops === "pause" && isActive(reconciler) ? [holdStep(reconciler, planned)] : []));
	const after = steerings.flatMap((steering) => giveBackSteps(steering, planned));
	return { refused: null, before, after, warnings: steerings.flatMap((steering) => warningsOf(steering, gitops, planned)) };
}

function isActive(reconciler: Reconciler | null): reconciler is Reconciler {
	return reconciler !== null && !reconciler.isPaused;
}

function refusalOf(steering: Steering, gitops: GitopsChoice, planned: PlannedReturn): SteeringAnswer["refused"] {
	const { by, effect, isCertain, reconciler, text, fix } = steering;
	if (planned.aim !== undefined && servesElsewhere(steering)) return refusedElsewhere(steering);
	if (by === "argo-rollouts" && isCertain) return { kind: "refused", rule: "steered-by-rollout", reason: text, fix };
	if (effect !== "undoes-live-change" || !isCertain) return null;
	if (gitops === "pause" && reconciler !== null) return null;
	const byHand = reconciler === null ? "" : `, or pause it yourself and plan again: ${pauseCommand(reconciler, planned.cluster)}`;
	return { kind: "refused", rule: "reconciler-undoes-it", reason: text, fix: `${fix}${byHand}` };
}

function warningsOf(steering: Steering, gitops: GitopsChoice, planned: PlannedReturn): readonly string[] {
	const { text, fix, effect, isCertain, reconciler, held, object } = steering;
	if (planned.aim !== undefined && (planned.aim === "stop-writes" || held === null))
		return freezeWarnings(
			steering,
			planned.aim,
			isActive(reconciler) && gitops === "pause" ? giveBackCommand(reconciler, planned.cluster) : null,
		);
	if (gitops === "pause" && isActive(reconciler)) {
		const back = giveBackCommand(reconciler, planned.cluster);
		return [
			`${object} is paused for this and stays paused, because its source ${reconciler.isSynced === true ? "holds" : "may hold"} the version that is taken back. Revert it there first, then give the reconciler back: ${back}. Until then nothing else that ${reconciler.name} applies is deployed either.`,
		];
	}
	const back = givenBack(steering, planned);
	if (held !== null && reconciler !== null && back === null) {
		const command = giveBackCommand({ ...reconciler, automated: held.automated }, planned.cluster);
		return [
			`${object} is paused by Backout since ${held.at} and stays paused: it cannot be seen that its source holds the version returned to. When it does, give it back: ${command}.`,
		];
	}
	if (back !== null) return [`${object} applies its source again after this: if that was changed meanwhile, the change is released.`];
	return [effect === "scales" && isCertain ? text : `${text} To do: ${fix}.`];
}

/**
 * What is given back after the return, or null: the source must hold what runs then. Either what was returned to still runs and Argo CD itself finds it
 * the same as git; or the return goes back to what ran when it was paused, and the source is not seen to have moved since. That Flux's has not cannot be
 * seen while it is suspended: there only a person who undoes the run decides it.
 */
function givenBack({ held, reconciler }: Steering, { subject, from, to, undoing, aim }: PlannedReturn): GiveBack | null {
	if (reconciler === null || !reconciler.isPaused || aim === "stop-writes") return null;
	const { kind, version, namespace, name, sourceRevision, isSynced } = reconciler;
	const kept = giveBackOf(reconciler, undoing);
	const isOurs = held !== null && held.workload === subjectName(subject);
	const automated = isOurs ? held.automated : kept?.automated;
	if (automated === undefined) return null;
	const heldRevision = isOurs ? held.sourceRevision : (kept?.sourceRevision ?? null);
	const back: GiveBack = { kind: "give-back", reconciler: { kind, version, namespace, name }, automated, sourceRevision: heldRevision };
	// Brought back with another release than it was stopped with: the source may hold the one that was left.
	if (aim !== undefined && !(isOurs && held.to === to)) return null;
	if (aim === undefined && from === to) return isSynced === true ? back : null;
	const hasStayed = heldRevision !== null && heldRevision === sourceRevision;
	if (kind === "Application") return hasStayed && (kept !== null || held?.from === to) ? back : null;
	return kept === null ? null : back;
}

function holdStep(reconciler: Reconciler, planned: PlannedReturn): StepDraft {
	const { kind, version, namespace, name, automated, sourceRevision } = reconciler;
	const { subject, from, to, now, cluster, aim } = planned;
	const identity = { kind, version, namespace, name };
	const note = noteText({ at: now, workload: subjectName(subject), from, to, sourceRevision, automated });
	const payload: HoldPayload = {
		kind: "hold",
		reconciler: identity,
		automated,
		note,
		subject: { group: subject.group, kind: subject.kind, namespace: subject.namespace, name: subject.metadata.name },
	};
	const back: HoldPayload = { kind: "give-back", reconciler: identity, automated, sourceRevision };
	return {
		name: `hold-${name}`,
		title: `Pause ${kind} ${name}, so that it does not ${aim === undefined ? "take the rollback back" : "change the number of pods"}`,
		risk: "safe",
		repeat: kind === "Application" ? "conditional" : "idempotent",
		command: pauseCommand(reconciler, cluster),
		payload,
		undo: back,
		timeoutMs: HOLD_MS,
	};
}

function giveBackSteps(steering: Steering, planned: PlannedReturn): readonly StepDraft[] {
	const { reconciler } = steering;
	const payload = givenBack(steering, planned);
	if (reconciler === null || payload === null) return [];
	return [
		{
			name: `give-back-${reconciler.name}`,
			title: `Let ${reconciler.kind} ${reconciler.name} apply its source again`,
			risk: "safe",
			repeat: "idempotent",
			command: giveBackCommand({ ...reconciler, automated: payload.automated }, planned.cluster),
			payload,
			undo: null,
			timeoutMs: HOLD_MS,
		},
	];
}

function pauseCommand(reconciler: Reconciler, cluster: ClusterName): string {
	const spec = reconciler.kind === "Application" ? { syncPolicy: { automated: null } } : { suspend: true };
	return patchCommand(reconciler, cluster, { spec });
}

function giveBackCommand(reconciler: Reconciler, cluster: ClusterName): string {
	const { kind, automated } = reconciler;
	const spec: JsonObject = kind === "Application" ? { syncPolicy: { automated } } : { suspend: false };
	return patchCommand(reconciler, cluster, { metadata: { annotations: { [HELD]: null } }, spec });
}

function patchCommand({ kind, namespace, name }: Reconciler, cluster: ClusterName, patch: JsonObject): string {
	const flux = fluxKind(kind);
	const resource = flux === null ? "applications.argoproj.io" : `${flux.plural}.${flux.group}`;
	return kubectl({ ...cluster, namespace }, "patch", resource, name, "--type", "merge", "-p", JSON.stringify(patch));
}
