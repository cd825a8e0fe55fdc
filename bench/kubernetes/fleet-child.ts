import { openWorkbench, type Workbench } from "../workbench.ts";

/** What one measuring process is told on its command line, as JSON. */
export interface ShopsJob {
	readonly directory: string;
	readonly names: readonly string[];
}

/** What it says on standard output, as JSON. */
export interface ShopsSaid {
	/** From the first plan until the last run has ended, in milliseconds. */
	readonly wallMs: number;
	readonly cpuMs: number;
	/** When each was written to, in milliseconds from the first plan, in order. */
	readonly writesMs: readonly number[];
	/** How far the memory rose above what it was before the first plan, at its highest, in bytes. */
	readonly memoryBytes: number;
	/** The same when every run had ended. */
	readonly memoryAfterBytes: number;
}

/** Plans that are made side by side: as many as a person's script would, not all at once. */
const PLANS_AT_ONCE = 16;
/** Between two looks at the memory, in milliseconds. */
const SAMPLE_MS = 100;

async function main({ directory, names }: ShopsJob): Promise<ShopsSaid> {
	const bench = await openWorkbench(directory);
	const memory = sampleMemory();
	const cpuBefore = process.cpuUsage();
	const from = performance.now();
	const ids = await startAll(bench, names);
	await bench.carry(ids, ids.length);
	const wallMs = performance.now() - from;
	const { user, system } = process.cpuUsage(cpuBefore);
	const writesMs = [...bench.firstWrites.values()].map((at) => at - from).toSorted((a, b) => a - b);
	const { highestBytes, lastBytes } = memory.stop();
	await bench.app.close();
	return { wallMs, cpuMs: (user + system) / 1_000, writesMs, memoryBytes: highestBytes, memoryAfterBytes: lastBytes };
}

async function startAll(bench: Workbench, names: readonly string[]): Promise<readonly string[]> {
	const left = [...names];
	const ids: string[] = [];
	const startSome = async (): Promise<void> => {
		for (let name = left.shift(); name !== undefined; name = left.shift()) ids.push(await bench.start(name));
	};
	await Promise.all(Array.from({ length: PLANS_AT_ONCE }, startSome));
	return ids;
}

function sampleMemory() {
	const before = process.memoryUsage.rss();
	let highest = before;
	const timer = setInterval(() => {
		highest = Math.max(highest, process.memoryUsage.rss());
	}, SAMPLE_MS);
	return {
		stop() {
			clearInterval(timer);
			const last = process.memoryUsage.rss();
			return { highestBytes: Math.max(highest, last) - before, lastBytes: last - before };
		},
	};
}

process.stdout.write(`${JSON.stringify(await main(JSON.parse(process.argv[2] ?? "")))}\n`);
