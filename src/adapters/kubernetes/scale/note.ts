import type { JsonObject } from "../../../core/json.ts";
import type { Metadata } from "../object.ts";

/** What is noted on a workload that is stopped, so that anybody can bring it back: how many pods it had, and when that was planned. */
export const STOP_NOTE = { replicas: "backout.dev/replicas", at: "backout.dev/stopped-at" } as const;

/** A number of pods that a stopped workload had. */
export interface StopNote {
	readonly replicas: number;
	/** ISO 8601; tells which stop wrote it. Null: a person left the number alone. */
	readonly at: string | null;
}

/** What is noted on the workload; null when nothing is, or no number of pods. */
export function stopNoteOf({ annotations }: Metadata): StopNote | null {
	const text = annotations?.[STOP_NOTE.replicas]?.trim();
	if (text === undefined || !/^[1-9]\d{0,5}$/.test(text)) return null;
	return { replicas: Number(text), at: annotations?.[STOP_NOTE.at] ?? null };
}

/** The note as a merge patch of annotations writes it; null takes it off. */
export function notePatch(note: StopNote | null): JsonObject {
	return { [STOP_NOTE.replicas]: note === null ? null : String(note.replicas), [STOP_NOTE.at]: note?.at ?? null };
}

/** Whether any of the note is on the workload, a spoiled one included. */
export function hasNote({ annotations = {} }: Metadata): boolean {
	return Object.values(STOP_NOTE).some((key) => annotations[key] !== undefined);
}
