import type { AssessmentResult } from "../../../app/index.ts";
import type { DecisionAction } from "../../../core/assessment.ts";
import type { ReleaseVerdict } from "../../../core/verdict.ts";
import { type Point, pointOfReading } from "./points.ts";

/** How many looks are kept: hours of them, and never so many that drawing them costs anything. */
const KEPT = 2_000;
/** A look stands for no longer than this, in milliseconds: who looks once an hour knows nothing of the hour. */
const LOOK_MS = 60_000;
/** The first one stands for this, in milliseconds. */
const FIRST_MS = 1_000;

/** What one look made of the place. */
export interface Looked {
	readonly action: DecisionAction;
	/** 0..1, of the decision. */
	readonly confidence: number;
	/** Null: the judge had nothing to judge. */
	readonly judge: { readonly verdict: ReleaseVerdict; readonly confidence: number } | null;
}

/** What a watch has seen so far: each look in brief, and every reading, for the signals that have no past of their own. */
export interface Memory {
	readonly looks: readonly Looked[];
	/** Milliseconds since the epoch; null before the first look. */
	readonly lastAtMs: number | null;
	/** By signal name. */
	readonly points: Readonly<Record<string, readonly Point[]>>;
}

export const NOTHING_SEEN: Memory = { looks: [], lastAtMs: null, points: {} };

/** The memory with one look more. */
export function remembering(memory: Memory, { assessment }: AssessmentResult): Memory {
	const { decision, judgement, signals } = assessment;
	const atMs = Date.parse(assessment.at);
	const deployedAtMs = assessment.deployedAt === null ? Number.NaN : Date.parse(assessment.deployedAt);
	// A first look right after the deploy says nothing of the time before it.
	const earliestMs = deployedAtMs < atMs ? Math.max(deployedAtMs, atMs - LOOK_MS) : atMs - LOOK_MS;
	const fromMs = Math.max(memory.lastAtMs ?? atMs - FIRST_MS, earliestMs);
	const judge = judgement === null ? null : { verdict: judgement.verdict, confidence: judgement.confidence };
	const looked: Looked = { action: decision.action, confidence: decision.confidence, judge };
	const points = Object.fromEntries(
		signals.map(({ name, reading }) => {
			const point = pointOfReading(reading, fromMs, atMs);
			return [name, [...(memory.points[name] ?? []), ...(point === null ? [] : [point])].slice(-KEPT)];
		}),
	);
	return { looks: [...memory.looks, looked].slice(-KEPT), lastAtMs: atMs, points };
}
