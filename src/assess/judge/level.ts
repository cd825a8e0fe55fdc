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
	const { squares, products } = spreadOf(before, mean);
	const deviation = Math.max(LEAST_DEVIATION, Math.sqrt(squares / (before.length - 1)));
	const correlation = squares === 0 ? 0 : Math.min(MOST_CORRELATED, Math.max(0, products / squares));
	const inflation = (1 + correlation) / (1 - correlation);
	const ofMean = (count: number) => deviation * Math.sqrt(Math.min(1, inflation / count));
	const error = Math.hypot(ofMean(after.length), ofMean(before.length));
	const change = later - mean;
	return { p: studentTail(change / error, before.length - 1), change, margin: 1.96 * error, before: mean, after: later };
}

export function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The sums of squared differences from the mean, and of each difference times its neighbour's: their ratio is the correlation of neighbours. */
function spreadOf(values: readonly number[], mean: number): { readonly squares: number; readonly products: number } {
	let [squares, products, earlier] = [0, 0, 0];
	for (const value of values) {
		const difference = value - mean;
		squares += difference * difference;
		products += difference * earlier;
		earlier = difference;
	}
	return { squares, products };
}
