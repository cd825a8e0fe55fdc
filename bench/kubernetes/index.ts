import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startSink } from "../../src/testing/sink.ts";
import { type Figure, figureTable } from "../figure.ts";
import { buildProduct } from "../start-up.ts";
import { openCluster } from "./cluster.ts";
import { measureFleets } from "./fleets.ts";
import { measureFloor } from "./floor.ts";
import { measurePairs } from "./pairs.ts";

const GROUPS = ["floor", "pairs", "fleet"];
/** How long a pod of the good release takes to be ready, in milliseconds: as fast as can be told apart, and nearer to life. */
const READY_AFTER_MS = [300, 2_000];
const { values } = parseArgs({
	options: {
		json: { type: "boolean", default: false },
		only: { type: "string" },
		pairs: { type: "string", default: "20" },
		verbose: { type: "boolean", default: false },
	},
});
const wanted = values.only?.split(",") ?? GROUPS;
const unknown = wanted.filter((group) => !GROUPS.includes(group));
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(", ")}; --only takes ${GROUPS.join(",")}`);
const pairs = Number(values.pairs);
if (!Number.isSafeInteger(pairs) || pairs < 1) throw new Error("--pairs takes a count, 1 or more");

const { kind, figures } = await measureAll();
const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB memory, ${process.platform}, Node ${process.versions.node}; ${kind}`;
process.stdout.write(values.json ? `${JSON.stringify({ machine, figures })}\n` : `${machine}\n\n${figureTable(figures)}\n`);

async function measureAll(): Promise<{ readonly kind: string; readonly figures: readonly Figure[] }> {
	const product = await buildProduct();
	const health = await startSink((_request, response) => response.end("ok"));
	const cluster = await openCluster();
	const tell = (text: string): void => void (values.verbose && process.stderr.write(`${text}\n`));
	const main = join(product.directory, "cli", "main.js");
	try {
		const found: Figure[] = [];
		const parts = { cluster, main, healthUrl: health.url, pairs, tell };
		if (wanted.includes("floor")) found.push(...(await measureFloor(parts)));
		for (const readyAfterMs of READY_AFTER_MS) if (wanted.includes("pairs")) found.push(...(await measurePairs(parts, readyAfterMs)));
		if (wanted.includes("fleet")) found.push(...(await measureFleets(parts)));
		return { kind: cluster.kind, figures: found };
	} finally {
		await cluster.stop();
		await health.stop();
		await product.remove();
	}
}
