import type { StepCall } from "../../../core/adapter.ts";
import { canonicalJson } from "../../../core/canonical.ts";
import { BackoutError } from "../../../core/error.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import type { StepState } from "../../../core/step.ts";
import type { KubernetesApi, Patch } from "../api/port.ts";
import type { Wish } from "../rights/asked.ts";
import { assertAllowed } from "../rights/assert.ts";
import { applicationOf, mayStillWrite } from "./argo-cd.ts";
import { fluxKind, fluxObjectOf, isReconciling } from "./flux.ts";
import { HELD } from "./held-note.ts";
import { type HoldPayload, reconcilerPath } from "./hold-payload.ts";

/** The annotation as a JSON pointer names it (RFC 6901). */
const HELD_POINTER = `/metadata/annotations/${HELD.replaceAll("/", "~1")}`;

/** What the cluster shows of a pause, or of its end. */
export async function observeHold(api: KubernetesApi, payload: HoldPayload, call: Pick<StepCall, "signal">): Promise<StepState> {
	return stateOfHold(await api.read(reconcilerPath(payload.reconciler), { signal: call.signal }), payload);
}

/**
 * Pauses the reconciler, or gives it back. `writes` is what the rollback after it needs: without that nothing is paused, or the bad version would stay and nothing could be
 * delivered any more. Throws `kubernetes.moved` when its policy is no longer the one that was planned with, `kubernetes.forbidden`.
 */
export async function applyHold(
	api: KubernetesApi,
	payload: HoldPayload,
	call: Pick<StepCall, "signal">,
	writes: readonly Wish[],
): Promise<void> {
	const limits = { signal: call.signal };
	const path = reconcilerPath(payload.reconciler);
	const object = await api.read(path, limits);
	const { state, detail } = stateOfHold(object, payload);
	if (state === "unknown") throw moved(payload, detail);
	if (state !== "untouched") return;
	const { kind, name } = payload.reconciler;
	if (payload.kind === "hold")
		await assertAllowed(api, writes, `${kind} ${name} was not paused, because the rollback after it would be refused`, limits);
	await api.patch(path, holdPatch(object, payload), limits);
}

/** What a reconciler's object shows of a pause, or of its end. Pure. */
export function stateOfHold(object: JsonObject, payload: HoldPayload): StepState {
	return payload.reconciler.kind === "Application" ? stateOfApplication(object, payload) : stateOfFlux(object, payload);
}

function stateOfApplication(object: JsonObject, payload: HoldPayload): StepState {
	const application = applicationOf(object);
	const automated = application.spec.syncPolicy?.automated ?? null;
	const isPlanned = canonicalJson(jsonOf(automated)) === canonicalJson(payload.automated);
	if (payload.kind === "give-back") {
		if (isPlanned) return { state: "landed", detail: "it syncs by itself again" };
		return automated === null
			? { state: "untouched", detail: "its auto-sync is paused" }
			: { state: "unknown", detail: "somebody gave it another sync policy meanwhile" };
	}
	if (automated === null || automated.enabled === false) {
		return mayStillWrite(application, payload.subject)
			? { state: "landing", detail: "its auto-sync is paused; a sync that began before is still running" }
			: { state: "landed", detail: "its auto-sync is paused" };
	}
	return isPlanned
		? { state: "untouched", detail: "it syncs by itself" }
		: { state: "unknown", detail: "somebody changed its sync policy after the plan was made" };
}

function stateOfFlux(object: JsonObject, payload: HoldPayload): StepState {
	const kind = fluxKind(payload.reconciler.kind);
	if (kind === null) return { state: "unknown", detail: `${payload.reconciler.kind} is not known` };
	const flux = fluxObjectOf(object, kind);
	const isSuspended = flux.spec.suspend === true;
	if (payload.kind === "give-back")
		return isSuspended ? { state: "untouched", detail: "it is suspended" } : { state: "landed", detail: "it reconciles again" };
	if (!isSuspended) return { state: "untouched", detail: "it reconciles" };
	return isReconciling(flux)
		? { state: "landing", detail: "it is suspended; a reconciliation that began before is still running" }
		: { state: "landed", detail: "it is suspended" };
}

/** The patch that pauses or gives back, given the object as it was read just before. Argo CD's is refused when the policy has changed since. */
export function holdPatch(object: JsonObject, payload: HoldPayload): Patch {
	if (payload.reconciler.kind !== "Application") {
		const isHold = payload.kind === "hold";
		const annotations = { [HELD]: isHold ? payload.note : null };
		return { kind: "merge", value: { metadata: { annotations }, spec: { suspend: isHold ? true : null } } };
	}
	const { metadata, spec } = applicationOf(object);
	if (payload.kind === "hold") {
		const note: readonly JsonObject[] =
			metadata.annotations === undefined
				? [{ op: "add", path: "/metadata/annotations", value: { [HELD]: payload.note } }]
				: [{ op: "add", path: HELD_POINTER, value: payload.note }];
		const planned = { op: "test", path: "/spec/syncPolicy/automated", value: payload.automated };
		return { kind: "json", operations: [planned, { op: "remove", path: "/spec/syncPolicy/automated" }, ...note] };
	}
	const policy: JsonObject =
		spec.syncPolicy === undefined || spec.syncPolicy === null
			? { op: "add", path: "/spec/syncPolicy", value: { automated: payload.automated } }
			: { op: "add", path: "/spec/syncPolicy/automated", value: payload.automated };
	const note = metadata.annotations?.[HELD] === undefined ? [] : [{ op: "remove", path: HELD_POINTER }];
	return { kind: "json", operations: [policy, ...note] };
}

/** Undefined members are none. */
function jsonOf(value: unknown): JsonValue {
	return value === null || value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function moved({ reconciler: { kind, namespace, name } }: HoldPayload, detail: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.moved",
		message: `${kind} ${name} in namespace ${namespace} is not as the plan expects: ${detail}`,
		fix: "see who changed it and why, then plan again",
	});
}
