import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bundle } from "./bundle.ts";
import { runNode } from "./child-process.ts";
import type { Figure } from "./figure.ts";
import type { FleetJob, FleetSaid } from "./fleet-child.ts";
import { createFleet } from "./fleet-world.ts";
import { percentile } from "./statistics.ts";

const STEPS = [1, 10, 50];
/** Runs in turn for each number of steps; the first of them pays for what is loaded on first use. */
const RUNS_IN_TURN = 6;
const FLEETS = [10, 100, 1_000];
const ALERTS = 120;

/** What every measurement of this file needs. */
export interface FleetParts {
	readonly programs: Bundle;
	/** A server in another process than the measured one that answers 200. */
	readonly healthUrl: string;
	/** A new, empty state: null is SQLite beside the config. */
	readonly state: () => Promise<string | null>;
	/** `SQLite`, `PostgreSQL`. */
	readonly stateName: string;
}

/** What one more step costs a run: from runs of 1, 10 and 50 steps that append one line each. */
export async function measureSteps(parts: FleetParts): Promise<readonly Figure[]> {
	const perRun: { readonly steps: number; readonly ms: number }[] = [];
	for (const steps of STEPS) {
		const said = await measure(parts, { services: RUNS_IN_TURN, steps, way: "in-turn" });
		perRun.push({ steps, ms: said.carryMs / RUNS_IN_TURN });
	}
	const [few, many] = [perRun[0], perRun.at(-1)];
	const perStep = few && many ? (many.ms - few.ms) / (many.steps - few.steps) : Number.NaN;
	const figures = perRun.map(({ steps, ms }) => figure("steps", `a run of ${counted(steps, "step")}, ${parts.stateName}`, ms, "ms"));
	return [...figures, figure("steps", `one more step, ${parts.stateName}`, perStep, "ms per step")];
}

/** What a run costs when 10, 100 and 1,000 go at once in one process. */
export async function measureFleet(parts: FleetParts): Promise<readonly Figure[]> {
	const figures: Figure[] = [];
	for (const services of FLEETS) {
		const said = await measure(parts, { services, steps: 3, way: "at-once" });
		const what = `${services.toLocaleString("en")} runs at once, ${parts.stateName}`;
		figures.push(
			figure("fleet", `${what}: planned and stored`, said.startMs / services, "ms per run"),
			figure("fleet", `${what}: carried out`, said.carryMs / services, "ms per run"),
			figure("fleet", `${what}: processor`, said.cpuMs / services, "ms CPU per run"),
			figure("fleet", `${what}: memory at its highest`, said.memoryBytes / services / 1_048_576, "MiB per run"),
		);
	}
	return figures;
}

/** How long one service waits from the alert to the first write to its platform. */
export async function measureAlerts(parts: FleetParts): Promise<readonly Figure[]> {
	const { delaysMs } = await measure(parts, { services: ALERTS, steps: 1, way: "alert" });
	const what = `assess to first write, ${parts.stateName}, ${delaysMs.length} alerts`;
	return [0.5, 0.99].map((share) => figure("alert", `${what}: p${share * 100}`, percentile(delaysMs, share), "ms"));
}

async function measure(
	parts: FleetParts,
	job: { readonly services: number; readonly steps: number; readonly way: FleetJob["way"] },
): Promise<FleetSaid> {
	const { services, steps, way } = job;
	const { directory: programs } = parts.programs;
	const fileAdapter = join(programs, "file-adapter.js");
	const directory = await createFleet({ services, steps, state: await parts.state(), healthUrl: parts.healthUrl, fileAdapter });
	const childJob: FleetJob = { directory, services, way };
	const { output } = await runNode([join(programs, "fleet-child.js"), JSON.stringify(childJob)], directory);
	await rm(directory, { recursive: true, force: true });
	return JSON.parse(output);
}

function figure(group: string, what: string, value: number, unit: string): Figure {
	return { group, what, value, unit };
}

function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
