import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Job, Said } from "./child.ts";
import { faultsOf } from "./faults.ts";
import type { KillPoint } from "./fuse.ts";
import { guardFaults } from "./guard-faults.ts";
import { createWorld, EFFECTS, isGuarded, type Variant } from "./world.ts";

/** How an undisturbed world ends. */
const WELL: Readonly<Record<Variant, string>> = { files: "succeeded", exec: "succeeded", "guard-good": "good", "guard-bad": "rolled-back" };
/** A process that has not ended by then never will; ended by us, and the case is lost. */
const PATIENCE_MS = 60_000;

/** The bundled programs of the campaign. */
export interface Programs {
	readonly child: string;
	readonly fileAdapter: string;
}

/** A world, and where the first processes in it are killed; one more carries the run to its end. */
export interface KillCase {
	readonly variant: Variant;
	readonly kills: readonly KillPoint[];
}

/** What came of a case. */
export interface CaseResult {
	readonly case: KillCase;
	/** Processes that were really killed: a point that the process never reached kills nobody. */
	readonly kills: number;
	/** The writes around which they died. */
	readonly deaths: readonly string[];
	/** From the start of the last process to its taking the run up, in milliseconds; null when there was nothing left to take up. */
	readonly takenUpMs: number | null;
	/** Effects that happened more than once. */
	readonly doubled: number;
	/** Everything that is not as it must be, in words. */
	readonly faults: readonly string[];
}

/** How one process ended. */
interface Ended {
	readonly pid: number;
	readonly startedAt: number;
	readonly signal: NodeJS.Signals | null;
	readonly said: Said | null;
	readonly errors: string;
}

/** Runs the case in a world of its own, which is kept when something is wrong. */
export async function runCase(killCase: KillCase, programs: Programs): Promise<CaseResult> {
	const directory = await createWorld(killCase.variant, programs.fileAdapter);
	const killed: Ended[] = [];
	const { variant } = killCase;
	for (const [index, kill] of killCase.kills.entries()) {
		const ended = await runChild(programs, { directory, kill, variant, isFirst: index === 0 });
		if (ended.signal === "SIGKILL") killed.push(ended);
	}
	const last = await runChild(programs, { directory, kill: null, variant, isFirst: false });
	const found = isGuarded(variant) ? await guardFaults(directory, variant) : await faultsOf(directory, EFFECTS[variant]);
	const takenUpMs = await takenUpAfterMs(directory, last);
	const deaths = await linesOf(join(directory, "deaths.log"));
	const faults = [...(last.said === null ? [`the last process ended badly: ${last.errors || last.signal}`] : []), ...found.faults];
	if (faults.length === 0) await rm(directory, { recursive: true, force: true });
	else faults.push(`kept: ${directory}`);
	return { case: killCase, kills: killed.length, deaths, takenUpMs, doubled: found.doubled, faults };
}

/** The names of the writes of an undisturbed run, in order. */
export async function countOperations(variant: Variant, programs: Programs): Promise<readonly string[]> {
	const directory = await createWorld(variant, programs.fileAdapter);
	const { said, errors } = await runChild(programs, { directory, kill: null, variant, isFirst: true });
	if (said?.status !== WELL[variant]) throw new Error(`an undisturbed run ended as ${said?.status ?? errors}, see ${directory}`);
	await rm(directory, { recursive: true, force: true });
	return said.operations;
}

async function runChild({ child: program }: Programs, job: Job): Promise<Ended> {
	const startedAt = Date.now();
	const child = spawn(process.execPath, [program, JSON.stringify(job)], { stdio: ["ignore", "pipe", "pipe"], timeout: PATIENCE_MS });
	let output = "";
	let errors = "";
	child.stdout.on("data", (chunk: Buffer) => {
		output += chunk.toString();
	});
	child.stderr.on("data", (chunk: Buffer) => {
		errors += chunk.toString();
	});
	await once(child, "close");
	const said: Said | null = child.exitCode === 0 ? JSON.parse(output) : null;
	return { pid: child.pid ?? 0, startedAt, signal: child.signalCode, said, errors };
}

async function takenUpAfterMs(directory: string, process: Ended): Promise<number | null> {
	const lines = await linesOf(join(directory, "claims.log"));
	const claim = lines.map((line) => line.split(" ").map(Number)).find(([pid]) => pid === process.pid);
	return claim?.[1] === undefined ? null : claim[1] - process.startedAt;
}

async function linesOf(file: string): Promise<readonly string[]> {
	const text = await readFile(file, "utf8").catch(() => "");
	return text.split("\n").filter((line) => line !== "");
}
