import { z } from "zod";
import { BackoutError } from "../../core/error.ts";
import type { Step } from "../../core/step.ts";
import { type HoldPayload, holdPayloads } from "./steering/hold-payload.ts";

const workload = { workload: z.enum(["deployment", "statefulSet", "daemonSet"]), namespace: z.string(), name: z.string() };

const payload = z.discriminatedUnion("kind", [
	/** `from` is null when the template in place belonged to no revision. */
	z.object({ kind: z.literal("undo"), ...workload, from: z.string().nullable(), to: z.string(), number: z.number() }),
	/** `at` is written on the pods, as `kubectl rollout restart` does: a second apply changes nothing. */
	z.object({ kind: z.literal("restart"), ...workload, revision: z.string(), at: z.string() }),
	...holdPayloads,
]);

/** What a Kubernetes step needs to act and to be observed. */
export type KubernetesPayload = z.output<typeof payload>;
/** What a step does to the workload itself. */
export type WorkloadPayload = Exclude<KubernetesPayload, HoldPayload>;

/** Whether the step is about who steers the workload, not about the workload. */
export function isHold(payload: KubernetesPayload): payload is HoldPayload {
	return payload.kind === "hold" || payload.kind === "give-back";
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
