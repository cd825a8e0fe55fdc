import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";

/** A server to start: what it prints when it is ready, and the signal that ends it. */
export interface ServerProcess {
	readonly name: string;
	readonly argv: readonly string[];
	readonly readyWords: string;
	readonly options: SpawnOptions;
}

/** Starts the server and waits until its standard error says that it is ready; throws with what it said when it ends before. It never outlives the test process. */
export async function startServer(server: ServerProcess): Promise<ChildProcess> {
	const [program = "", ...args] = server.argv;
	const child = spawn(program, args, { ...server.options, stdio: ["ignore", "ignore", "pipe"] });
	process.once("exit", () => child.kill("SIGKILL"));
	await ready(child, server);
	return child;
}

function ready(child: ChildProcess, { name, readyWords }: ServerProcess): Promise<void> {
	return new Promise((resolve, reject) => {
		let log = "";
		child.stderr?.on("data", (chunk: Buffer) => {
			log = (log + chunk.toString()).slice(-4_000);
			if (log.includes(readyWords)) resolve();
		});
		child.once("error", reject);
		child.once("exit", () => reject(new Error(`${name} did not start: ${log}`)));
	});
}

/** Ends the server by its own signal, waits for it, and removes its directory. */
export async function stopServer(child: ChildProcess, signal: NodeJS.Signals, directory: string): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		child.kill(signal);
		await once(child, "exit");
	}
	rmSync(directory, { recursive: true, force: true });
}
