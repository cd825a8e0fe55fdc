/** What a test may spend of the false-alarm budget of a watch, as a share of it: the nominal levels below are calibrated so that all of them together stay within it. */
export const SPENT = {
	/** Errors, everything since the deploy. */
	errors: 0.44,
	/** Errors of each of the recent stretches: for what goes wrong long after the deploy. */
	recentErrors: 0.005,
	/** Slow requests, counted in a histogram. */
	slowRequests: 0.06,
	/** Each latency statistic. */
	latency: 0.03,
} as const;

/** How steeply the level rises over the watch. Little is spent early, so that the last look is nearly as sharp as a single one, and yet a collapse is seen in the first look (the power family of K. Kim & D. DeMets, 1987, with ρ = 3). */
const STEEPNESS = 3;

/** The nominal level of a look after the share `elapsed` (0..1) of the watch. */
export function levelAt(elapsed: number, falseAlarms: number, spent: number): number {
	return falseAlarms * spent * Math.min(1, Math.max(0, elapsed)) ** STEEPNESS;
}
