import type { AssessmentResult } from "../../../app/index.ts";
import type { Assessment } from "../../../core/assessment.ts";
import { readingText } from "../../../core/reading.ts";
import type { Signal } from "../../../core/signal.ts";
import type { Looked, Memory } from "./memory.ts";
import { type Point, pointsOf, type Unit, unitOf } from "./points.ts";

/** One signal as it is watched. */
export interface WatchedSignal {
	readonly name: string;
	readonly state: Signal["state"];
	/** What it is now, in a few words with its unit. */
	readonly now: string;
	/** The same in a sentence, with what it was before. */
	readonly text: string;
	/** Null: there is nothing to draw. */
	readonly unit: Unit | null;
	readonly points: readonly Point[];
}

/** Everything that a frame of `assess --watch` shows, at one moment. */
export interface WatchView {
	readonly assessment: Assessment;
	readonly signals: readonly WatchedSignal[];
	/** The looks so far, the newest last. */
	readonly looks: readonly Looked[];
	/** Milliseconds since the epoch. */
	readonly nowMs: number;
	/** Until the next look; null while one is under way. */
	readonly nextLookMs: number | null;
	/** `keys`: a person at the keyboard may press some; `signals`: only Ctrl-C is heard; `over`: no look follows. */
	readonly mode: "keys" | "signals" | "over";
}

/** What does not change between two looks. */
export type Seen = Pick<WatchView, "assessment" | "signals" | "looks">;

/** What a look and those before it have to show. A signal's own past is drawn where its source has one, else what this watch has seen. */
export function seenIn({ assessment, series }: AssessmentResult, memory: Memory): Seen {
	const past = new Map(series.map(({ name, samples }) => [name, samples]));
	const signals = assessment.signals.map(({ name, state, reading, text }): WatchedSignal => {
		const own = pointsOf(past.get(name) ?? [], reading);
		const isKnown = own.some(({ value }) => value !== null);
		const now = readingText(reading) ?? "not known";
		return { name, state, now, text, unit: unitOf(reading), points: isKnown ? own : (memory.points[name] ?? []) };
	});
	return { assessment, signals, looks: memory.looks };
}
