import { JUDGE_SETTINGS } from "../../src/assess/judge/release.ts";
import { wilsonInterval, Z } from "../../src/assess/judge/wilson.ts";
import { markdownTable } from "../table.ts";
import { type Comparison, ceilingLooks, ceilingPower } from "./ceiling.ts";
import { BROKEN_SHARE, HEALTHY_SHARE } from "./scenes.ts";
import { LOOK_MS, WATCH_MS } from "./simulated-watch.ts";
import type { SceneResult } from "./simulation.ts";

/** False alarms per 1,000 healthy releases, with what the true number is at most (95 %). */
export function falseAlarmTable(results: readonly SceneResult[], withMethod: boolean): string {
	const healthy = results.filter(({ scene }) => scene.kind !== "power");
	const rows = healthy.map(({ scene, method, watches, calledBad }) => {
		const { high } = wilsonInterval(calledBad, watches, Z.ninetyFive);
		const name = scene.latency?.name ?? scene.behaviour.name;
		const figures = [watches.toLocaleString("en"), String(calledBad), perThousand(calledBad / watches), perThousand(high)];
		return [...(withMethod ? [method] : []), scene.rate, name, ...figures];
	});
	const head = [...(withMethod ? ["method"] : []), "traffic", "behaviour", "healthy watches", "called bad", "per 1,000", "at most (95 %)"];
	return markdownTable(
		head,
		rows,
		head.flatMap((_, column) => (column >= head.length - 4 ? [column] : [])),
	);
}

/** Whether and when a rise from 1 % to 5 % is found, with the ceiling for each rate beside it. */
export function powerTable(results: readonly SceneResult[], withMethod: boolean): string {
	const broken = results.filter(({ scene }) => scene.kind === "power");
	const rows = broken.map(({ scene, method, watches, calledBad, medianSeconds, p90Seconds }) => {
		const found = [String(watches.toLocaleString("en")), (calledBad / watches).toFixed(3), duration(medianSeconds), duration(p90Seconds)];
		return withMethod ? [method, scene.rate, ...found] : [scene.rate, ...found, ...ceilings(scene.requestsPerSecond)];
	});
	const head = ["traffic", "watches", "found within 30 min", "half found after", "nine of ten after"];
	return withMethod
		? markdownTable(["method", ...head], rows, [2, 3, 4, 5])
		: markdownTable([...head, "ceiling: found", "ceiling: half", "ceiling: nine of ten"], rows, [1, 2, 3, 4, 5, 6, 7]);
}

/** The best possible single look at the promised level: found at the end, and after which look half and nine of ten would be. */
function ceilings(requestsPerSecond: number): readonly string[] {
	const scene: Omit<Comparison, "requestsAfter"> = {
		requestsBefore: Math.round((requestsPerSecond * JUDGE_SETTINGS.baselineMs) / 1_000),
		shareBefore: HEALTHY_SHARE,
		shareAfter: BROKEN_SHARE,
		level: JUDGE_SETTINGS.falseAlarms,
	};
	const perLook = (requestsPerSecond * LOOK_MS) / 1_000;
	const mostLooks = WATCH_MS / LOOK_MS;
	const seconds = [0.5, 0.9].map((power) => ceilingLooks(scene, perLook, power, mostLooks));
	const [half, nine] = seconds.map((looks) => duration(looks === null ? null : (looks * LOOK_MS) / 1_000));
	const isFoundEarly = seconds[1] === 1;
	const power = isFoundEarly ? 1 : ceilingPower({ ...scene, requestsAfter: Math.round(perLook * mostLooks) });
	return [power.toFixed(3), half ?? "", nine ?? ""];
}

/** One line of JSON for a program. */
export function simulationLine({ scene, method, watches, calledBad, medianSeconds, p90Seconds }: SceneResult): string {
	const share = calledBad / watches;
	return JSON.stringify({ simulation: scene.key, kind: scene.kind, method, watches, calledBad, share, medianSeconds, p90Seconds });
}

function perThousand(share: number): string {
	return (share * 1_000).toFixed(2);
}

function duration(seconds: number | null): string {
	if (seconds === null) return "over 30 min";
	return seconds < 120 ? `${seconds} s` : `${(seconds / 60).toFixed(1)} min`;
}
