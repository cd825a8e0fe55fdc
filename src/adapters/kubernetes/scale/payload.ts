import { z } from "zod";
import type { JsonValue } from "../../../core/json.ts";

const place = { namespace: z.string(), name: z.string() };

/** What the steps that stop a workload and bring it back need to act and to be observed. */
export const freezePayloads = [
	/** `from`: how many pods it had while planning; an autoscaler may change that until it is written. `at`: ISO 8601, tells this stop from others. */
	z.object({ kind: z.literal("stop"), ...place, from: z.number(), isAutoscaled: z.boolean(), at: z.string() }),
	/** `from`: how many pods it was meant to have while planning. `revision`: whose pods are looked at; null where nobody knows. */
	z.object({
		kind: z.literal("resume"),
		...place,
		from: z.number(),
		to: z.number(),
		hadNote: z.boolean(),
		revision: z.string().nullable(),
	}),
] as const;

export type FreezePayload = z.output<(typeof freezePayloads)[number]>;
export type StopPayload = Extract<FreezePayload, { kind: "stop" }>;
export type ResumePayload = Extract<FreezePayload, { kind: "resume" }>;

const kept = z.object({ kind: z.literal("stopped"), name: z.string(), replicas: z.number().int().positive(), at: z.string() });

/** What the step that stops a workload keeps for the way back. */
export type KeptStop = z.output<typeof kept>;

/** What the last stop of the workload kept, among what steps kept; null when none of it is about it. */
export function keptStopOf(name: string, undoing: readonly JsonValue[]): KeptStop | null {
	return undoing.flatMap((one) => kept.safeParse(one).data ?? []).findLast((one) => one.name === name) ?? null;
}
