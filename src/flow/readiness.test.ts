import { expect, it } from "vitest";
import type { Readiness, Target } from "../core/adapter.ts";
import { memoryTarget } from "../testing/memory-target.ts";
import { readinessSources } from "./readiness.ts";

const WINDOW = { from: "2026-12-01T00:00:00.000Z", to: "2026-12-01T00:01:00.000Z" };

function sourcesOf(targets: Readonly<Record<string, Target>>) {
	const named = Object.keys(targets).map((name) => ({ name, kind: "memory", settings: {} }));
	return readinessSources({ config: { targets: named }, targets: new Map(Object.entries(targets)) });
}

it("each target that knows whether it is up is one more check, named after it; the others are left out", async () => {
	const said: Readiness = { isReady: false, isPartial: true, standIn: null, detail: "shop-1: crashes", excerpt: "panic" };
	const sources = sourcesOf({ api: { ...memoryTarget(), readiness: async () => said }, worker: memoryTarget() });
	expect(sources.map(({ name, source, measure, hasPast }) => ({ name, source, measure, hasPast }))).toEqual([
		{ name: "api is ready", source: "memory", measure: "readiness", hasPast: false },
	]);
	const reading = await sources[0]?.read(WINDOW, AbortSignal.timeout(1_000));
	expect(reading).toEqual({ kind: "check", passed: false, latencyMs: null, detail: "shop-1: crashes", isPartial: true, excerpt: "panic" });
});

it("what is not known stays unknown", async () => {
	const readiness = async (): Promise<Readiness> => ({
		isReady: null,
		isPartial: false,
		standIn: null,
		detail: "on its way",
		excerpt: null,
	});
	const [source] = sourcesOf({ api: { ...memoryTarget(), readiness } });
	expect(await source?.read(WINDOW, AbortSignal.timeout(1_000))).toEqual({
		kind: "check",
		passed: null,
		latencyMs: null,
		detail: "on its way",
	});
});
