import { z } from "zod";
import { BackoutError } from "../../core/error.ts";
import type { Step } from "../../core/step.ts";

const restartShape = {
	from: z.string(),
	to: z.string(),
	/** How many instances there must be afterwards. */
	count: z.number().int().positive(),
	/** Processes that must be gone, for a forced redeploy of the same release; null otherwise. */
	oldPids: z.array(z.number()).nullable(),
};

const payload = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("rebuild"), to: z.string(), revision: z.string(), releasedAt: z.string().nullable() }),
	z.object({ kind: z.literal("point"), from: z.string(), to: z.string() }),
	z.object({ kind: z.literal("reload"), ...restartShape }),
	z.object({ kind: z.literal("restart"), ...restartShape }),
	z.object({ kind: z.literal("save"), to: z.string(), count: z.number().int().positive() }),
]);

/** What a PM2 step needs to act and to be observed. */
export type Pm2Payload = z.infer<typeof payload>;
export type PayloadOf<Kind extends Pm2Payload["kind"]> = Extract<Pm2Payload, { kind: Kind }>;

/** The payload of a step. Throws `pm2.bad-payload` when it is not one of this adapter's. */
export function payloadOf(step: Step): Pm2Payload {
	const parsed = payload.safeParse(step.payload);
	if (parsed.success) return parsed.data;
	throw new BackoutError({
		code: "pm2.bad-payload",
		message: `step ${step.id} holds no payload of the pm2 adapter`,
		fix: "make the plan anew with `backout plan`",
	});
}
