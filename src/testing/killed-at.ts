import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonValue } from "../core/json.ts";
import type { Step } from "../core/step.ts";

/** When a process that applies a step is killed. */
export const MOMENTS = ["before", "during", "after"] as const;
type Moment = (typeof MOMENTS)[number];

/** Runs one apply in a child process that kills itself with SIGKILL at the moment; resolves to the process groups it had recorded. */
export async function killedAt(moment: Moment, fixtureUrl: string, state: JsonValue, step: Step) {
	const directory = await mkdtemp(join(tmpdir(), "backout-kill-"));
	try {
		const journal = join(directory, "groups.ndjson");
		await writeFile(journal, "");
		await writeFile(join(directory, "case.json"), JSON.stringify({ moment, fixtureUrl, state, step, journal }));
		const child = spawn(process.execPath, [fileURLToPath(new URL("./killed-apply.ts", import.meta.url)), join(directory, "case.json")], {
			stdio: ["ignore", "ignore", "pipe"],
		});
		let complaint = "";
		child.stderr.on("data", (chunk: Buffer) => {
			complaint += chunk.toString();
		});
		const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.once("exit", (_code, by) => resolve(by)));
		if (signal !== "SIGKILL") throw new Error(`the child was to be killed ${moment} apply, but ended otherwise: ${complaint}`);
		const lines = (await readFile(journal, "utf8")).split("\n").filter((line) => line !== "");
		return lines.map((line): { readonly group: number; readonly startedAt: string | null } => JSON.parse(line));
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}
