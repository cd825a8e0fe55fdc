import { spawn } from "node:child_process";
import { once } from "node:events";

/** How a program ended and how long it took, from before its start to after its end. */
export interface Ran {
	readonly output: string;
	readonly wallMs: number;
}

/** Runs `node` with the arguments to its end; throws with what it said when it failed. */
export async function runNode(argv: readonly string[], cwd: string): Promise<Ran> {
	const from = performance.now();
	const child = spawn(process.execPath, [...argv], { cwd, stdio: ["ignore", "pipe", "pipe"] });
	let output = "";
	let errors = "";
	child.stdout.on("data", (chunk: Buffer) => {
		output += chunk.toString();
	});
	child.stderr.on("data", (chunk: Buffer) => {
		errors += chunk.toString();
	});
	await once(child, "close");
	if (child.exitCode !== 0) throw new Error(`node ${argv.join(" ")} ended with ${child.exitCode ?? child.signalCode}: ${errors || output}`);
	return { output, wallMs: performance.now() - from };
}
