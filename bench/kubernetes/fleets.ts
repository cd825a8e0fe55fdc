import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../bundle.ts";
import { runNode } from "../child-process.ts";
import type { Figure } from "../figure.ts";
import type { BenchCluster } from "./cluster.ts";
import type { ShopsJob, ShopsSaid } from "./fleet-child.ts";
import { areRolledOut, deployBad, releaseShops, type Shops, shopsOf, writeShopsConfig } from "./shops.ts";
import { nowMs } from "./timed-process.ts";
import { byHand } from "./ways.ts";

const FLEETS = [50, 100, 200];
/** As `xargs -P 8` would. */
const HANDS = 8;
const READY_AFTER_MS = 300;
const MIB = 1_048_576;

/** So many Deployments of one pod rolled back at once by one process, and the largest fleet by kubectl, eight at a time. */
export async function measureFleets(parts: {
	readonly cluster: BenchCluster;
	readonly healthUrl: string;
	readonly tell: (text: string) => void;
}): Promise<readonly Figure[]> {
	const programs = await bundle({ "fleet-child": fileURLToPath(new URL("./fleet-child.ts", import.meta.url)) });
	const figures: Figure[] = [];
	try {
		for (const count of FLEETS) {
			const shops = shopsOf(count, 1, READY_AFTER_MS);
			await releaseShops(parts.cluster, shops);
			const said = await rolledBack(parts, shops, join(programs.directory, "fleet-child.js"));
			parts.tell(`${count} at once: ${JSON.stringify({ ...said, writesMs: undefined })}`);
			figures.push(...figuresOf(count, said));
			if (count === FLEETS.at(-1)) figures.push(await byHands(parts.cluster, shops));
			await parts.cluster.kubectl(["delete", "deployments", "--all", "--wait=true"]);
		}
		return figures;
	} finally {
		await programs.remove();
	}
}

/** Throws when one of them was not rolled back. */
async function rolledBack(
	{ cluster, healthUrl }: { readonly cluster: BenchCluster; readonly healthUrl: string },
	shops: Shops,
	program: string,
): Promise<ShopsSaid> {
	const directory = await writeShopsConfig(cluster, shops, healthUrl);
	const job: ShopsJob = { directory, names: shops.names };
	const { output } = await runNode([program, JSON.stringify(job)], directory);
	await rm(directory, { recursive: true, force: true });
	if (!(await areRolledOut(cluster, shops.names, "v1"))) throw new Error(`not all ${shops.names.length} Deployments run v1`);
	return JSON.parse(output);
}

function figuresOf(count: number, { wallMs, cpuMs, writesMs, memoryBytes, memoryAfterBytes }: ShopsSaid): readonly Figure[] {
	const figure = (what: string, value: number, unit: string): Figure => ({
		group: "fleet",
		what: `${count} at once: ${what}`,
		value,
		unit,
	});
	const gaps = writesMs.slice(1).map((at, index) => at - (writesMs[index] ?? at));
	return [
		figure("planned, carried out and proven", wallMs / 1_000, "s"),
		figure("first write to last write", ((writesMs.at(-1) ?? Number.NaN) - (writesMs[0] ?? Number.NaN)) / 1_000, "s"),
		figure("longest gap between two writes", Math.max(...gaps), "ms"),
		figure("processor", cpuMs / count, "ms CPU per run"),
		figure("memory at its highest", memoryBytes / MIB, "MiB"),
		figure("memory at its highest", memoryBytes / count / MIB, "MiB per run"),
		figure("memory when all had ended", memoryAfterBytes / MIB, "MiB"),
	];
}

/** From the first undo until the last status. */
async function byHands(cluster: BenchCluster, shops: Shops): Promise<Figure> {
	await deployBad(cluster, shops);
	const way = byHand(cluster);
	const left = [...shops.names];
	const from = nowMs();
	const some = async (): Promise<void> => {
		for (let name = left.shift(); name !== undefined; name = left.shift()) await way(name);
	};
	await Promise.all(Array.from({ length: HANDS }, some));
	const value = (nowMs() - from) / 1_000;
	return { group: "fleet", what: `${shops.names.length} by kubectl, ${HANDS} at a time: undo and status`, value, unit: "s" };
}
