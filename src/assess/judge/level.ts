import { studentTail } from "./special.ts";

/** How much higher a level (in logarithms) is than before. */
export interface LevelChange {
	/** How often it would be this much higher if nothing had changed. */
	readonly p: number;
	readonly change: number;
	/** Half the width of the 95 % interval around `change`. */
	readonly margin: number;
	readonly before: number;
	readonly after: number;
}

/** Fewer values before say nothing about how a level wanders. */
const FEWEST_BEFORE = 5;
/** No level is steadier than one per cent: timers and rounding are not. */
const LEAST_DEVIATION = 0.01;
/** Values that follow one another closely say little new; beyond this they would say nothing. */
const MOST_CORRELATED = 0.95;

/** Student's test of the mean after against the mean before, on logarithms; neighbours that resemble each other (an AR(1) process) count for less. Null when there is too little to compare. */
export function levelChange(before: readonly number[], after: readonly number[]): LevelChange | null {
	if (before.length < FEWEST_BEFORE || after.length === 0) return null;
	const [mean, later] = [meanOf(before), meanOf(after)];
	const deviation = Math.max(LEAST_DEVIATION, deviationOf(before, mean));
	const correlation = Math.min(MOST_CORRELATED, Math.max(0, neighbourCorrelation(before, mean)));
	const inflation = (1 + correlation) / (1 - correlation);
	const ofMean = (count: number) => deviation * Math.sqrt(Math.min(1, inflation / count));
	const error = Math.hypot(ofMean(after.length), ofMean(before.length));
	const change = later - mean;
	return { p: studentTail(change / error, before.length - 1), change, margin: 1.96 * error, before: mean, after: later };
}

export function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[], mean: number): number {
	return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

function neighbourCorrelation(values: readonly number[], mean: number): number {
	const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	const products = values.slice(1).reduce((sum, value, index) => sum + (value - mean) * ((values[index] ?? mean) - mean), 0);
	return squares === 0 ? 0 : products / squares;
}
