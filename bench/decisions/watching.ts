import { judgeRelease } from "../../src/assess/judge/judge-release.ts";
import { backoutMethod } from "./backout.ts";
import type { Method } from "./method.ts";
import { failedChecksMethod } from "./peers/failed-checks.ts";
import { mannWhitneyMethod } from "./peers/mann-whitney.ts";
import { thresholdMethod } from "./peers/thresholds.ts";
import { randomOf } from "./random.ts";
import { sceneOf } from "./scenes.ts";
import { createScreen } from "./screen.ts";
import { type Scene, simulatedWatch, WATCH_MS } from "./simulated-watch.ts";

/** The methods of the simulation: ours first. Kayenta analyses once, at the end, which is its best, in points of a minute (its default) and of five (better at low traffic); Flagger's interval and threshold are those of its documentation, its limit the runbooks'. */
export const METHODS: readonly Method[] = [
	backoutMethod(judgeRelease),
	thresholdMethod(0.05),
	mannWhitneyMethod({ atMs: WATCH_MS, pointMs: 60_000 }),
	mannWhitneyMethod({ atMs: WATCH_MS, pointMs: 300_000 }),
	failedChecksMethod({ intervalMs: 60_000, threshold: 5, errorShare: 0.05 }),
];
export const [BACKOUT] = METHODS;

/** Of a watch in so many every look is judged. */
const IN_FULL = 50;

/** Watches `first` to `first + count − 1` of a scene, by one method. */
export interface Task {
	readonly scene: string;
	readonly method: string;
	readonly seed: number;
	readonly first: number;
	readonly count: number;
}

/** For each watch the number of the look that called the release bad, from 0; −1 when none did. The same for the same task, wherever it runs. */
export function carryOut({ scene: key, method: name, seed, first, count }: Task): readonly number[] {
	const scene = sceneOf(key);
	const method = METHODS.find((one) => one.name === name);
	if (method === undefined) throw new Error(`there is no method "${name}"`);
	const isScreened = method === BACKOUT && scene.latency === null;
	return Array.from({ length: count }, (_, index) => {
		const watch = first + index;
		const flagged = watchOnce(method, scene, seed, watch, isScreened);
		if (isScreened && watch % IN_FULL === 0) checkScreen(flagged, watchOnce(method, scene, seed, watch, false), `${key}, watch ${watch}`);
		return flagged;
	});
}

function checkScreen(screened: number, inFull: number, what: string): void {
	if (screened !== inFull)
		throw new Error(`${what}: called bad at look ${inFull}, but only at look ${screened} (−1: never) of the looks judged`);
}

function watchOnce(method: Method, scene: Scene, seed: number, watch: number, isScreened: boolean): number {
	const canMatter = createScreen();
	const numbers: number[] = [];
	function* asked() {
		let number = 0;
		for (const look of simulatedWatch(randomOf(seed, watch), scene)) {
			if (!isScreened || canMatter(look)) {
				numbers.push(number);
				yield look;
			}
			number++;
		}
	}
	const { flaggedAt } = method.watch(asked());
	return flaggedAt === null ? -1 : (numbers[flaggedAt] ?? -1);
}
