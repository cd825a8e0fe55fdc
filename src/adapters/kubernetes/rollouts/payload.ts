import { z } from "zod";

const place = { namespace: z.string(), name: z.string() };

/** What a Rollout's steps need to act and to be observed; revisions by their ReplicaSets' names. */
export const rolloutPayload = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("rollout-abort"), ...place, from: z.string() }),
	/** `isWhole`: it has landed when it is rolled out; else when the controller has taken the template up, and a promotion follows. */
	z.object({
		kind: z.literal("rollout-undo"),
		...place,
		from: z.string().nullable(),
		to: z.string(),
		number: z.number(),
		isWhole: z.boolean(),
	}),
	z.object({ kind: z.literal("rollout-promote"), ...place, to: z.string() }),
]);

export type RolloutPayload = z.output<typeof rolloutPayload>;
