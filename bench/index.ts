import { availableParallelism, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { requireService } from "../src/testing/services/requirement.ts";
import { startSink } from "../src/testing/sink.ts";
import { bundle, FILE_ADAPTER_SOURCE } from "./bundle.ts";
import { type Figure, figureTable } from "./figure.ts";
import { type FleetParts, measureAlerts, measureFleet, measureSteps } from "./fleet.ts";
import { freshDatabases } from "./postgres.ts";
import { measureStartUp } from "./start-up.ts";

const GROUPS = ["start-up", "steps", "fleet", "alert"];
const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, only: { type: "string" } } });
const wanted = values.only?.split(",") ?? GROUPS;
const unknown = wanted.filter((group) => !GROUPS.includes(group));
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(", ")}; --only takes ${GROUPS.join(",")}`);

const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB memory, ${process.platform}, Node ${process.versions.node}`;
const figures = await measureAll();
process.stdout.write(values.json ? `${JSON.stringify({ machine, figures })}\n` : `${machine}\n\n${figureTable(figures)}\n`);

async function measureAll(): Promise<readonly Figure[]> {
	const fleetChild = fileURLToPath(new URL("./fleet-child.ts", import.meta.url));
	const programs = await bundle({ "fleet-child": fleetChild, "file-adapter": FILE_ADAPTER_SOURCE });
	const health = await startSink((_request, response) => response.end("ok"));
	const hasPostgres = requireService("postgresql").available;
	const postgres = hasPostgres ? await freshDatabases() : null;
	const sqlite: FleetParts = { programs, healthUrl: health.url, state: async () => null, stateName: "SQLite" };
	const states = postgres === null ? [sqlite] : [sqlite, { ...sqlite, state: postgres.create, stateName: "PostgreSQL" }];
	try {
		const found: Figure[] = [];
		if (wanted.includes("start-up")) found.push(...(await measureStartUp(health.url)));
		for (const parts of states) if (wanted.includes("steps")) found.push(...(await measureSteps(parts)));
		for (const parts of states) if (wanted.includes("fleet")) found.push(...(await measureFleet(parts)));
		for (const parts of states) if (wanted.includes("alert")) found.push(...(await measureAlerts(parts)));
		return found;
	} finally {
		await postgres?.stop();
		await health.stop();
		await programs.remove();
	}
}
