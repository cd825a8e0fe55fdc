import { expect, test } from "vitest";
import type { ReleaseCase } from "../../src/assess/judge/release.ts";
import { ceilingLooks, ceilingPower } from "./ceiling.ts";
import { randomOf } from "./random.ts";
import { SCENES, sceneOf } from "./scenes.ts";
import { chanceOf, createScreen } from "./screen.ts";
import { LOOK_MS, simulatedWatch, WATCH_MS } from "./simulated-watch.ts";
import { resultOf } from "./simulation.ts";
import { falseAlarmTable, powerTable } from "./simulation-report.ts";
import { carryOut, METHODS } from "./watching.ts";

const healthy = "healthy, 10 requests/min, steady";
const broken = "broken, 100 requests/s";
const watch = (key: string, number = 0): readonly ReleaseCase[] => [...simulatedWatch(randomOf(1, number), sceneOf(key))];

test("a watch is 180 looks over three hours of baseline, and no look sees a later sample", () => {
	const looks = watch(healthy);
	expect(looks).toHaveLength(WATCH_MS / LOOK_MS);
	expect(looks.map(({ service }) => service.samples.length)).toEqual(looks.map((_, number) => 180 + number + 1));
	for (const { service, nowMs } of looks) expect(service.samples.at(-1)?.toMs).toBe(nowMs);
	expect(watch(healthy)).toEqual(looks);
	expect(watch(healthy, 1)).not.toEqual(looks);
});

test.each(SCENES.filter(({ latency }) => latency === null))("$key has the traffic and the failures it says", (scene) => {
	const watches = Array.from({ length: scene.requestsPerSecond < 5 ? 60 : 20 }, (_, number) => watch(scene.key, number).at(-1));
	const samples = watches.flatMap((look) => look?.service.samples ?? []);
	const deployedAtMs = watches[0]?.deployedAtMs ?? 0;
	for (const isAfter of [false, true]) {
		const side = samples.filter(({ fromMs }) => fromMs >= deployedAtMs === isAfter);
		const sum = (measured: "requests" | "errors") => side.reduce((total, sample) => total + (sample[measured] ?? 0), 0);
		const seconds = side.reduce((total, { fromMs, toMs }) => total + (toMs - fromMs) / 1_000, 0);
		expect(sum("requests") / seconds / scene.requestsPerSecond).toBeGreaterThan(0.75);
		expect(sum("requests") / seconds / scene.requestsPerSecond).toBeLessThan(1.25);
		const times = sum("errors") / sum("requests") / (isAfter ? scene.after : scene.before);
		expect(times).toBeGreaterThan(0.6);
		expect(times).toBeLessThan(1.4);
	}
});

test("traffic that wanders or comes in bursts is more spread than Poisson's, steady traffic is not", () => {
	const spread = (key: string) => {
		const counts =
			watch(key)
				.at(-1)
				?.service.samples.slice(0, 180)
				.map(({ errors }) => errors ?? 0) ?? [];
		const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
		return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length / mean;
	};
	const keys = SCENES.filter(({ kind, latency }) => kind === "other" && latency === null).map(({ key }) => key);
	for (const key of keys.filter((name) => /10 requests\/s, (gamma|bursts)/.test(name))) expect(spread(key)).toBeGreaterThan(1.8);
	expect(spread("healthy, 100 requests/s, steady")).toBeLessThan(1.5);
});

test("the screen lets a broken release through at once, and few looks of a healthy one", () => {
	const passed = (key: string, number: number) => watch(key, number).filter(createScreen()).length;
	expect(passed(broken, 0)).toBe(180);
	const healthyPasses = [0, 1, 2, 3, 4].map((number) => passed("healthy, 100 requests/s, steady", number));
	expect(healthyPasses.reduce((sum, count) => sum + count, 0)).toBeLessThan(90);
	expect(chanceOf(0, 2)).toBe(1);
	expect(chanceOf(2, 1)).toBeCloseTo(1 - 2 / Math.E, 12);
});

test("a task gives the same looks wherever and in whatever pieces it is carried out", () => {
	const method = METHODS[1]?.name ?? "";
	const whole = carryOut({ scene: broken, method, seed: 1, first: 0, count: 4 });
	const pieces = [0, 2].flatMap((first) => carryOut({ scene: broken, method, seed: 1, first, count: 2 }));
	expect(pieces).toEqual(whole);
	expect(() => carryOut({ scene: "nowhere", method, seed: 1, first: 0, count: 1 })).toThrow('there is no scene "nowhere"');
});

test("the best single test spends exactly its level on a healthy release, and a textbook case comes out right", () => {
	const scene = { requestsBefore: 1_800, requestsAfter: 300, shareBefore: 0.01, level: 0.001 };
	expect(ceilingPower({ ...scene, shareAfter: 0.01 })).toBeCloseTo(0.001, 8);
	expect(ceilingPower({ ...scene, shareAfter: 0.05 })).toBeGreaterThan(ceilingPower({ ...scene, shareAfter: 0.03 }));
	// Three requests on each side; all three after fail and none before has the chance 1/20 when three of six fail, so 0.05 rejects that alone.
	const tea = { requestsBefore: 3, requestsAfter: 3, shareBefore: 1e-9, shareAfter: 1 - 1e-9, level: 0.05 };
	expect(ceilingPower(tea)).toBeCloseTo(1, 6);
	expect(ceilingPower({ ...tea, level: 0.025 })).toBeCloseTo(0.5, 6);
});

test("the ceiling in looks is the first at which the power is reached", () => {
	const scene = { requestsBefore: 10_800, shareBefore: 0.01, shareAfter: 0.05, level: 0.001 };
	const looks = ceilingLooks(scene, 10, 0.5, 180) ?? Number.NaN;
	expect(ceilingPower({ ...scene, requestsAfter: 10 * looks })).toBeGreaterThanOrEqual(0.5);
	expect(ceilingPower({ ...scene, requestsAfter: 10 * (looks - 1) })).toBeLessThan(0.5);
	expect(ceilingLooks(scene, 0.01, 0.5, 180)).toBeNull();
});

test("half found means half of all watches, those that found nothing too", () => {
	const result = resultOf(sceneOf(broken), "any", [-1, 0, 5, -1]);
	expect(result).toMatchObject({ watches: 4, calledBad: 2, medianSeconds: 60, p90Seconds: null });
	expect(powerTable([result], true)).toContain(
		"| any    | 100 requests/s |       4 |               0.500 |             60 s |       over 30 min |",
	);
	expect(falseAlarmTable([resultOf(sceneOf(healthy), "any", [-1, 3])], false)).toContain("|               2 |          1 |    500.00 |");
});
