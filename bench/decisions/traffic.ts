import { clump, gammaAroundOne, poisson } from "./draws.ts";
import type { Random } from "./random.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What is not constant at one moment. */
export interface Level {
	/** Times the usual number of requests. */
	readonly requests: number;
	/** Times the usual share of failed requests. */
	readonly errors: number;
	/** Failed requests come in clumps of so many on average; 1: each on its own. */
	readonly clump: number;
}

/** How the traffic of a service behaves. */
export interface Behaviour {
	readonly name: string;
	/** The level over the time of one watch, minute by minute; one call a watch, asked in the order of time. */
	begin(random: Random): (atMs: number) => Level;
}

const STEADY: Level = { requests: 1, errors: 1, clump: 1 };

/** Requests and failures arrive independently of each other at a constant rate. */
export const steady: Behaviour = { name: "steady", begin: () => () => STEADY };

/** Each minute's traffic and share of failures wander around their mean by gamma factors: counts are more spread than Poisson's. */
export const wandering: Behaviour = {
	name: "gamma-Poisson: each minute's traffic and error share wander by 50 % (one standard deviation)",
	begin: (random) => eachMinute(() => ({ requests: gammaAroundOne(random, 4), errors: gammaAroundOne(random, 4), clump: 1 })),
};

/** Failures come in bursts, as when one client retries. */
export const bursting: Behaviour = {
	name: "bursts: failures come in clumps of 3 on average",
	begin: () => () => ({ ...STEADY, clump: 3 }),
};

/** A day's rhythm, met at any hour: traffic from 0.4 to 1.6 times the mean, the share of failures from 0.7 to 1.3 times. */
export const daily: Behaviour = {
	name: "daily rhythm: traffic ± 60 %, error share ± 30 % with it",
	begin(random) {
		const phase = random();
		return (atMs) => {
			const wave = Math.sin(2 * Math.PI * (atMs / DAY_MS + phase));
			return { requests: 1 + 0.6 * wave, errors: 1 + 0.3 * wave, clump: 1 };
		};
	},
};

/** Counts of one part of time. */
export interface PartCounts {
	readonly requests: number;
	readonly errors: number;
}

/**
 * The counts of `lengthMs` at a level, when the usual rate and share are as given. Exact: the failed and the other requests of a Poisson stream are
 * two independent Poisson streams.
 */
export function drawCounts(random: Random, lengthMs: number, requestsPerSecond: number, errorShare: number, level: Level): PartCounts {
	const expected = (requestsPerSecond * level.requests * lengthMs) / 1_000;
	const share = Math.min(1, errorShare * level.errors);
	let errors = poisson(random, (expected * share) / level.clump);
	if (level.clump > 1) errors = Array.from({ length: errors }, () => clump(random, level.clump)).reduce((sum, size) => sum + size, 0);
	return { errors, requests: errors + poisson(random, expected * (1 - share)) };
}

/** One level a minute. */
function eachMinute(draw: () => Level): (atMs: number) => Level {
	let minute = Number.NaN;
	let level = STEADY;
	return (atMs) => {
		const asked = Math.floor(atMs / MINUTE_MS);
		if (asked !== minute) {
			minute = asked;
			level = draw();
		}
		return level;
	};
}
