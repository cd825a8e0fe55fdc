import { z } from "zod";
import { BackoutError } from "../../core/error.ts";
import type { Step } from "../../core/step.ts";
import { type FreezePayload, freezePayloads } from "./scale/payload.ts";
import { type HoldPayload, holdPayloads } from "./steering/hold-payload.ts";

const workload = { workload: z.enum(["deployment", "statefulSet", "daemonSet"]), namespace: z.string(), name: z.string() };

/** It has landed as soon as the controller has taken the template: the step after it replaces the pods that the roll-out would wait for. */
const until = { until: z.literal("taken").optional() };

/** `from` is null when the template in place belonged to no revision. */
const undo = z.object({ kind: z.literal("undo"), ...workload, from: z.string().nullable(), to: z.string(), number: z.number(), ...until });
/** `at` is written on the pods, as `kubectl rollout restart` does: a second apply changes nothing. */
const restart = z.object({ kind: z.literal("restart"), ...workload, revision: z.string(), at: z.string(), ...until });

const payload = z.discriminatedUnion("kind", [
	undo,
	restart,
	/** `rollout` is the one that the pods stand in the way of. */
	z.object({ kind: z.literal("replace-stuck"), ...workload, rollout: z.discriminatedUnion("kind", [undo, restart]) }),
	...freezePayloads,
	...holdPayloads,
]);

/** What a Kubernetes step needs to act and to be observed. */
export type KubernetesPayload = z.output<typeof payload>;
/** What a step does to the workload's template and its pods. */
export type WorkloadPayload = Exclude<KubernetesPayload, HoldPayload | FreezePayload>;
/** What changes the pod template, so that the controller rolls it out. */
export type RolloutPayload = Exclude<WorkloadPayload, PayloadOf<"replace-stuck">>;

/** Whether the step is about who steers the workload, not about the workload. */
export function isHold(payload: KubernetesPayload): payload is HoldPayload {
	return payload.kind === "hold" || payload.kind === "give-back";
}

/** Whether the step is about how many pods there are, not about which. */
export function isFreeze(payload: { readonly kind: string }): payload is FreezePayload {
	return payload.kind === "stop" || payload.kind === "resume";
}

export type PayloadOf<Kind extends KubernetesPayload["kind"]> = Extract<KubernetesPayload, { kind: Kind }>;

/** The payload of a step. Throws `kubernetes.bad-payload` when it is not one of this adapter's. */
export function payloadOf(step: Step): KubernetesPayload {
	const parsed = payload.safeParse(step.payload);
	if (parsed.success) return parsed.data;
	throw new BackoutError({
		code: "kubernetes.bad-payload",
		message: `step ${step.id} holds no payload of the kubernetes adapter`,
		fix: "make the plan anew with `backout plan`",
	});
}
