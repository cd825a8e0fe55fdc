import { serviceName } from "./fleet-world.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

/** What one measuring process is told on its command line, as JSON. */
export interface FleetJob {
	readonly directory: string;
	readonly services: number;
	/** `at-once`: every service's run in one go; `in-turn`: one after the other; `alert`: from assess to the first write, one after the other. */
	readonly way: "at-once" | "in-turn" | "alert";
}

/** What it says on standard output, as JSON. */
export interface FleetSaid {
	/** Planning and storing the runs, in milliseconds in all; 0 for `alert`. */
	readonly startMs: number;
	/** Carrying them out, in milliseconds in all; for `in-turn` the sum of the runs. */
	readonly carryMs: number;
	readonly cpuMs: number;
	/** How far the memory rose above what it was before the first run, at its highest. */
	readonly memoryBytes: number;
	/** For `alert`: from assess to the first write, in milliseconds, by service. */
	readonly delaysMs: readonly number[];
}

async function main(job: FleetJob): Promise<FleetSaid> {
	const bench = await openWorkbench(job.directory);
	const names = Array.from({ length: job.services }, (_, index) => serviceName(index));
	const memoryBefore = process.memoryUsage.rss();
	const cpuBefore = process.cpuUsage();
	const measured = job.way === "alert" ? await alerts(bench, names) : await runs(bench, names, job.way);
	const { user, system } = process.cpuUsage(cpuBefore);
	const memoryBytes = Math.max(0, process.resourceUsage().maxRSS * 1_024 - memoryBefore);
	await bench.app.close();
	return { ...measured, cpuMs: (user + system) / 1_000, memoryBytes };
}

async function runs(bench: Workbench, names: readonly string[], way: "at-once" | "in-turn") {
	const from = performance.now();
	const ids: string[] = [];
	for (const name of names) ids.push(await bench.start(name));
	const startMs = performance.now() - from;
	return { startMs, carryMs: way === "at-once" ? await atOnceMs(bench, ids) : await inTurnMs(bench, ids), delaysMs: [] };
}

async function atOnceMs(bench: Workbench, ids: readonly string[]): Promise<number> {
	const from = performance.now();
	const ends = await bench.carry(ids, ids.length);
	return Math.max(...ends.values()) - from;
}

async function inTurnMs(bench: Workbench, ids: readonly string[]): Promise<number> {
	let sumMs = 0;
	for (const id of ids) {
		const from = performance.now();
		sumMs += ((await bench.carry([id], 1)).get(id) ?? Number.NaN) - from;
	}
	return sumMs;
}

/** As `assess` and then `run` would do it, in one process. */
async function alerts({ app, firstWrites }: Workbench, names: readonly string[]) {
	const delaysMs: number[] = [];
	for (const name of names) {
		const place = app.place(name, "production");
		const from = performance.now();
		await app.assess(place, { facts: [], summary: "errors after the deploy" });
		const plan = await app.plan(place, { kind: "roll-back", to: "v1", badCommit: null, only: null, isAutomatic: false });
		const started = await app.start(plan, { reason: "bench", incident: null });
		if (started.kind === "refused") throw new Error(started.refusal.reason);
		await app.work(started.run.id, new AbortController().signal);
		delaysMs.push((firstWrites.get(name) ?? Number.NaN) - from);
	}
	return { startMs: 0, carryMs: 0, delaysMs };
}

process.stdout.write(`${JSON.stringify(await main(JSON.parse(process.argv[2] ?? "")))}\n`);
