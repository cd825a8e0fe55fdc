import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Run, RunEvent } from "../../src/core/run.ts";
import type { Store } from "../../src/core/store.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { openStore } from "../../src/store/index.ts";

const PLACE = { service: "shop", environment: "production" };

/** What is not as it must be after a run was killed and carried on, asked of the files themselves and not of the processes. */
export async function faultsOf(
	directory: string,
	wanted: readonly string[],
): Promise<{ readonly doubled: number; readonly faults: readonly string[] }> {
	const path = join(directory, ".backout", "state.db");
	const effects = await effectFaults(directory, wanted);
	if (!existsSync(path)) return { ...effects, faults: [...effects.faults, `there is no ${path}`] };
	const store = await openStore({ kind: "sqlite", path }, { clock: systemClock });
	try {
		return { ...effects, faults: [...effects.faults, ...(await storeFaults(store)), ...keyFaults(path)] };
	} finally {
		await store.close();
	}
}

async function effectFaults(directory: string, wanted: readonly string[]) {
	const text = await readFile(join(directory, "effects.log"), "utf8").catch(() => "");
	const seen = text.split("\n").filter((line) => line !== "");
	const lost = wanted.filter((effect) => !seen.includes(effect)).map((effect) => `${effect} never happened`);
	const twice = [...new Set(seen)].filter((effect) => seen.indexOf(effect) !== seen.lastIndexOf(effect));
	const strange = seen.filter((effect) => !wanted.includes(effect)).map((effect) => `${effect} was not planned`);
	return { doubled: twice.length, faults: [...lost, ...strange, ...twice.map((effect) => `${effect} happened more than once`)] };
}

async function storeFaults(store: Store): Promise<readonly string[]> {
	const runs = await store.runs.list({ ...PLACE, limit: 10 });
	const [run] = runs;
	if (run === undefined || runs.length > 1) return [`${runs.length} runs are stored`];
	const lock = await store.runs.lock(PLACE);
	const audit = await store.audit.verify();
	return [
		...(run.status === "succeeded" ? [] : [`the run ended as ${run.status}`]),
		...(lock === null ? [] : [`the lock is still held by ${lock.run}`]),
		...((await store.processes.list(run.id)).length === 0 ? [] : ["process groups are still recorded"]),
		...(audit.ok ? [] : ["the audit chain is broken"]),
		...journalFaults(await store.runs.events(run.id, 0)),
		...(await standingFaults(store, run)),
	];
}

/** A gap in a run's journal, an end that was written twice or never, a report that is not there. */
export function journalFaults(events: readonly RunEvent[]): readonly string[] {
	const gap = events.findIndex((event, index) => event.seq !== index + 1);
	const finished = events.flatMap((event) => (event.type === "run.finished" ? [event] : []));
	const report = finished.at(-1)?.report ?? null;
	return [
		...(gap === -1 ? [] : [`the journal has a gap before seq ${events[gap]?.seq}`]),
		...(finished.length === 1 ? [] : [`run.finished was written ${finished.length} times`]),
		...(report !== null && existsSync(report) ? [] : [`the report ${report} is not there`]),
	];
}

/** The release that was left is bad and held; the one that baked well is good. */
async function standingFaults(store: Store, run: Run): Promise<readonly string[]> {
	const releases = await store.ledger.list(PLACE, 10);
	const baked = (await store.runs.events(run.id, 0)).some((event) => event.type === "bake.finished");
	const wanted = { v2: "bad", ...(baked ? { v1: "good" } : {}) };
	const wrong = Object.entries(wanted).filter(([id, standing]) => releases.find((release) => release.id === id)?.standing !== standing);
	const hold = await store.controls.holdOf(PLACE);
	return [...wrong.map(([id, standing]) => `${id} does not stand as ${standing}`), ...(hold === null ? ["deploys are not held"] : [])];
}

/** The port does not show keys, so the table itself is asked. */
function keyFaults(path: string): readonly string[] {
	const database = new DatabaseSync(path, { readOnly: true });
	try {
		const twice = database.prepare("select run, key, count(*) as times from events group by run, key having count(*) > 1").all();
		return twice.map(({ key, times }) => `the journal holds the key ${key} ${times} times`);
	} finally {
		database.close();
	}
}
