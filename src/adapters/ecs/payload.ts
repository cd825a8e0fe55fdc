import { z } from "zod";
import type { Step } from "../../core/step.ts";
import { badPayload } from "./faults.ts";

const place = { cluster: z.string(), service: z.string(), from: z.string(), to: z.string() };

const payload = z.discriminatedUnion("kind", [
	/**
	 * `from` and `to` are `family:revision`; equal ones are a forced new deployment. `isAgain`: `to` is INACTIVE, and an equal active revision, found or registered, is what
	 * is deployed. `known`: ids of the deployments there were when it was planned; they are not ours.
	 */
	z.object({ kind: z.literal("deploy"), ...place, isAgain: z.boolean(), known: z.array(z.string()) }),
	/** Stops the deployment of `from` that is under way; ECS itself brings `to` back. */
	z.object({ kind: z.literal("stop"), ...place, deployment: z.string() }),
]);

/** What an ECS step needs to act and to be observed. */
export type EcsPayload = z.output<typeof payload>;
export type DeployPayload = Extract<EcsPayload, { kind: "deploy" }>;
export type StopPayload = Extract<EcsPayload, { kind: "stop" }>;

/** The payload of a step. Throws `ecs.bad-payload`. */
export function payloadOf(step: Step): EcsPayload {
	const parsed = payload.safeParse(step.payload);
	if (!parsed.success) throw badPayload(step);
	return parsed.data;
}
