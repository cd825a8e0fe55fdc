import { expect, test } from "vitest";
import { JUDGE_SETTINGS } from "../../src/assess/judge/release.ts";
import { calledBy, callersOf } from "./callers.ts";
import { looksOf } from "./looks.ts";
import { DEPLOYED_AT, handMade, sampleAt } from "./petshop.fixture.ts";
import { parseCase } from "./petshop.ts";

const looks = (parts: Parameters<typeof handMade>[0] = {}) => looksOf(handMade(parts), JUDGE_SETTINGS);

test("there is one look after each sample since the deploy, and none sees what comes later", () => {
	const [first, second] = looks();
	expect(looks()).toHaveLength(2);
	expect([first, second].map((look) => look?.service.samples.length)).toEqual([5, 6]);
	expect([first, second].map((look) => look?.dependencies[0]?.samples.length)).toEqual([5, 6]);
	expect(first?.nowMs).toBe(Math.max(...(first?.service.samples ?? []).map(({ toMs }) => toMs)));
});

test("no sample lies on both sides of the deploy, wherever in a sample the deploy was", () => {
	for (const shift of [-250, -1, 0, 1, 250]) {
		const [, look] = looks({ deployedAt: DEPLOYED_AT + shift });
		const deployMs = look?.deployedAtMs ?? Number.NaN;
		for (const { fromMs, toMs } of look?.service.samples ?? []) {
			expect(fromMs).toBeLessThan(toMs);
			expect(toMs <= deployMs || fromMs >= deployMs).toBe(true);
		}
	}
});

test("the samples of a file as it is described follow each other without a gap, and the deploy is between two", () => {
	const samples = looks()[1]?.service.samples ?? [];
	expect(samples.slice(1).map(({ fromMs }) => fromMs)).toEqual(samples.slice(0, -1).map(({ toMs }) => toMs));
	expect(samples.some(({ toMs }) => toMs === DEPLOYED_AT * 1_000)).toBe(true);
});

test("neither the label nor the scenario nor the case's name reaches the judge", () => {
	const secret = { id: "secret-name", scenario: "secret-place", label: "faulty-release" } as const;
	expect(JSON.stringify(looks(secret))).not.toMatch(/secret|faulty/);
});

test("a share becomes a count of failed requests, and what is missing is null", () => {
	const measured = (sample: Parameters<typeof sampleAt>[1]) =>
		looks({ series: { middle: [sampleAt(1, sample)] } })[0]?.service.samples.map(({ fromMs, toMs, ...rest }) => rest)[0];
	const latency = { kind: "statistics", meanMs: 50, p50Ms: null, p95Ms: null, p99Ms: null };
	expect(measured({ availabilityPercent: 98.4 })).toEqual({ requests: 200, errors: 3, errorRatio: null, latency });
	expect(measured({ requests: null, availabilityPercent: 75 })).toEqual({ requests: null, errors: null, errorRatio: 0.25, latency });
	expect(measured({ availabilityPercent: null })).toEqual({ requests: 200, errors: null, errorRatio: null, latency });
	expect(measured({ availabilityPercent: 250 })?.errors).toBeNull();
	expect(measured({ latencyAvgMs: null })?.latency).toBeNull();
});

test("dependencies are all that is called, through others too; callers are those that call it", () => {
	const calls = { front: ["middle", "side"], middle: ["back"], side: ["back"], back: ["middle"] };
	expect(calledBy("front", calls)).toEqual(["middle", "side", "back"]);
	expect(calledBy("middle", calls)).toEqual(["back"]);
	expect(callersOf("back", calls)).toEqual(["middle", "side"]);
});

test("a line that is no case is named and ends the benchmark", () => {
	const line = (change: object) => JSON.stringify({ ...handMade(), ...change });
	expect(() => parseCase("{", "cases.jsonl:7")).toThrow(/^cases\.jsonl:7: not JSON/);
	expect(() => parseCase(line({ deployed: "nobody" }), "f:1")).toThrow("f:1: the line: `deployed` names a service that has no series");
	expect(() => parseCase(line({ label: "bad" }), "f:1")).toThrow(/^f:1: label: /);
	expect(parseCase(line({}), "f:1")).toEqual(handMade());
});
