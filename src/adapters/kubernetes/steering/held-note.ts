import { z } from "zod";
import type { JsonValue } from "../../../core/json.ts";
import type { Metadata } from "../object.ts";
import type { HeldNote } from "./steering.ts";

/** The annotation on a reconciler that Backout paused. */
export const HELD = "backout/held";

/** Any JSON, as our own type has it. */
export const jsonShape: z.ZodType<JsonValue> = z.json();

const shape = z.object({
	at: z.string(),
	workload: z.string(),
	from: z.string().nullable(),
	to: z.string(),
	sourceRevision: z.string().nullable(),
	automated: jsonShape,
});

/** What Backout noted on the object; null when there is nothing, or somebody wrote something else there. */
export function heldNoteOf({ annotations }: Metadata): HeldNote | null {
	const text = annotations?.[HELD];
	if (text === undefined) return null;
	try {
		return shape.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}

/** The note as the annotation holds it; its members in one order, so that two texts can be compared. */
export function noteText({ at, workload, from, to, sourceRevision, automated }: HeldNote): string {
	return JSON.stringify({ at, workload, from, to, sourceRevision, automated });
}
