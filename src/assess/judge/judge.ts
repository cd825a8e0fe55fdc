import type { Thresholds } from "../../core/config.ts";
import type { JsonValue } from "../../core/json.ts";
import type { Signal } from "../../core/signal.ts";

/** `bad`: act; `suspicious`: look closer. The last two are never folded into the others: too little was measured, or nothing could be. */
export type Verdict = "bad" | "suspicious" | "good" | "not-enough-evidence" | "telemetry-broken";

/** What a judge makes of one signal. */
export interface Judgement {
	readonly verdict: Verdict;
	/** 0..1: how sure the verdict is, in the few levels of `CONFIDENCE`. */
	readonly confidence: number;
	/** The numbers in one sentence. */
	readonly text: string;
	readonly evidence: JsonValue;
}

/** The port for judging one signal; the threshold judge is the first, a statistical one can take its place. Pure. */
export type Judge = (signal: Signal, thresholds: Thresholds) => Judgement;

/** The only confidences there are: more digits would claim more than is known. */
export const CONFIDENCE = {
	/** A person says so, every check says so, or the 95 % interval is clear of the limit. */
	sure: 0.95,
	/** The 80 % interval is clear of the limit, or something else was not measured. */
	likely: 0.8,
	/** The numbers lean this way, and chance could explain them. */
	leaning: 0.6,
	/** Something is missing that could say otherwise. */
	weak: 0.3,
} as const;

/** The level that a confidence of 0..1 reaches: never more than was claimed. */
export function levelOf(confidence: number): number {
	return [CONFIDENCE.sure, CONFIDENCE.likely, CONFIDENCE.leaning].find((level) => confidence >= level) ?? CONFIDENCE.weak;
}
