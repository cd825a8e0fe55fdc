import { z } from "zod";
import type { Step } from "../../core/step.ts";
import { badPayload } from "./faults.ts";

const routing = z.object({ version: z.string(), weights: z.record(z.string(), z.number()) });

/** Moves an alias; `from` is where it stood when it was planned. */
const payload = z.object({ kind: z.literal("move"), function: z.string(), alias: z.string(), from: routing, to: routing });
/** What undoes the move: exactly the routing there was, weights included. */
const undo = z.object({ kind: z.literal("routing"), alias: z.string(), routing });

export type MovePayload = z.output<typeof payload>;
export type MoveUndo = z.output<typeof undo>;

/** The payload of a step. Throws `lambda.bad-payload`. */
export function payloadOf(step: Step): MovePayload {
	const parsed = payload.safeParse(step.payload);
	if (!parsed.success) throw badPayload(step);
	return parsed.data;
}

/** What a step kept for being undone; null when it is none of ours. */
export function undoOf(kept: unknown): MoveUndo | null {
	return undo.safeParse(kept).data ?? null;
}
