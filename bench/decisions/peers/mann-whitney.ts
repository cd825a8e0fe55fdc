import { type Method, memoryless } from "../method.ts";
import { type Stretch, samplesWithin, stretchesOf } from "../regroup.ts";
import { deployOf } from "./limits.ts";
import { shiftOf } from "./rank-sum.ts";

/** Kayenta's judge asks for 98 %, two-sided: the 99 % quantile of the normal distribution. */
const Z = 2.3263;
/** The lower end must pass this part of the estimated shift. */
const TOLERANCE = 0.25;
/** The smallest ratio of the means that counts; its default lets any rise count. */
const EFFECT = 1;

/** When and in what the method looks. */
export interface Analysis {
	/** So long after the deploy the one analysis is made; null makes it at each look. */
	readonly atMs: number | null;
	/** How far apart the points are; coarser samples are points as they are. */
	readonly pointMs: number;
}

/** A Mann-Whitney judge as in Kayenta: each metric's points since the deploy against those before; the release is bad when one is "High". */
export function mannWhitneyMethod({ atMs, pointMs }: Analysis): Method {
	return memoryless(`Mann-Whitney (Kayenta), points of ${pointMs / 60_000} min`, (look) => {
		const deployMs = deployOf(look);
		if (atMs !== null && look.nowMs - deployMs < atMs) return null;
		const before = stretchesOf(samplesWithin(look.service, -Infinity, deployMs), deployMs, pointMs);
		const after = stretchesOf(samplesWithin(look.service, deployMs, look.nowMs), deployMs, pointMs);
		if (isHigh(after, before, ({ errorShare }) => errorShare)) return "the error rate is High";
		return isHigh(after, before, ({ latencyMs }) => latencyMs) ? "the latency is High" : null;
	});
}

function isHigh(after: readonly Stretch[], before: readonly Stretch[], metric: (stretch: Stretch) => number | null): boolean {
	const experiment = after.flatMap((stretch) => metric(stretch) ?? []);
	const control = before.flatMap((stretch) => metric(stretch) ?? []);
	if (experiment.length === 0 || control.length === 0 || new Set([...experiment, ...control]).size === 1) return false;
	const { estimate, low } = shiftOf(experiment, control, Z);
	return low > TOLERANCE * Math.abs(estimate) && meanRatio(experiment, control) >= EFFECT;
}

/** A control of nothing but zeros skips the gate, as it does there. */
function meanRatio(experiment: readonly number[], control: readonly number[]): number {
	const base = mean(control);
	return base === 0 ? EFFECT : mean(experiment) / base;
}

function mean(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
