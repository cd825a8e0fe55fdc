import { judgeRelease } from "../../src/assess/judge/judge-release.ts";
import type { ReleaseCase } from "../../src/assess/judge/release.ts";
import { median } from "../statistics.ts";
import { markdownTable } from "../table.ts";
import { lognormalHistogram, lognormalStatistics } from "./latency-shape.ts";
import { randomOf } from "./random.ts";
import { BROKEN_SHARE, HEALTHY_SHARE } from "./scenes.ts";
import { type Scene, simulatedWatch } from "./simulated-watch.ts";
import { steady } from "./traffic.ts";

/** What judging one service-window costs: 180 samples of ten seconds, three hours of baseline in minutes, three dependencies with the same. */
export interface Cost {
	readonly what: string;
	readonly medianMs: number;
	/** Of one core, when 10,000 services are judged every 10 s; by processor time, which a busy machine disturbs less. */
	readonly shareOfCore: number;
}

const SERVICES = 10_000;
const EVERY_MS = 10_000;
const DEPENDENCIES = 3;
/** Different cases, so that none stays in the processor's cache for free. */
const DIFFERENT = 40;
/** Before the measuring starts the code is compiled. */
const WARM_UP = 400;

const CASES: readonly { readonly what: string; readonly scene: Scene }[] = [
	...[
		{ what: "error counts", latency: null },
		{ what: "error counts and latency statistics", latency: lognormalStatistics },
		{ what: "error counts and latency histograms", latency: lognormalHistogram },
	].flatMap(({ what, latency }) =>
		[HEALTHY_SHARE, BROKEN_SHARE].map((after) => ({
			what: `${what}, ${after === HEALTHY_SHARE ? "healthy" : "broken: who is to blame?"}`,
			scene: { behaviour: steady, requestsPerSecond: 1, before: HEALTHY_SHARE, after, latency },
		})),
	),
];

/** The cost of each kind of service-window; `services` are judged to find the share of a core, the rest is reckoned. */
export function measureCost(services: number): readonly Cost[] {
	return CASES.map(({ what, scene }) => {
		const cases = Array.from({ length: DIFFERENT }, (_, number) => lastLook(scene, number));
		judgeAll(cases, WARM_UP);
		const before = process.cpuUsage();
		const times = judgeAll(cases, services);
		const { user, system } = process.cpuUsage(before);
		const cpuMs = (user + system) / 1_000;
		return { what, medianMs: median(times), shareOfCore: (cpuMs * (SERVICES / services)) / EVERY_MS };
	});
}

/** The costs as a Markdown table. */
export function costTable(costs: readonly Cost[]): string {
	const rows = costs.map(({ what, medianMs, shareOfCore }) => [what, medianMs.toFixed(3), `${Math.round(100 * shareOfCore)} %`]);
	return markdownTable(["one service-window", "ms, median", "of one core for 10,000 services every 10 s"], rows, [1, 2]);
}

function judgeAll(cases: readonly ReleaseCase[], count: number): readonly number[] {
	const times: number[] = [];
	for (let done = 0; done < count; done++) {
		const one = cases[done % cases.length];
		if (one === undefined) continue;
		const startedAt = performance.now();
		judgeRelease(one);
		times.push(performance.now() - startedAt);
	}
	return times;
}

/** The last look of a watch; the dependencies are quiet, so that the release is to blame. */
function lastLook(scene: Scene, number: number): ReleaseCase {
	const quiet = { ...scene, after: scene.before };
	const [service, ...others] = Array.from({ length: 1 + DEPENDENCIES }, (_, place) => {
		const looks = [...simulatedWatch(randomOf(number, place), place === 0 ? scene : quiet)];
		return looks.at(-1);
	});
	if (service === undefined) throw new Error("a watch has looks");
	const dependencies = others.flatMap((look, place) => (look === undefined ? [] : [{ ...look.service, name: `dependency ${place}` }]));
	return { ...service, dependencies };
}
