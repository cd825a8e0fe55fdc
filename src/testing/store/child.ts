import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import type { StateConfig } from "../../core/config.ts";

const PROGRAM = fileURLToPath(new URL("./append-in-child.ts", import.meta.url));

/** Another process that appends events `<prefix>1`, `<prefix>2` … to a run of the same state. */
export interface Appender {
	/** The highest number it has said is stored. */
	confirmed(): number;
	/** Resolves when it has said that `number` is stored; throws when it ended before. */
	reached(number: number): Promise<void>;
	/** Ends it as a power cut would, and waits for its end. */
	kill(): Promise<void>;
	/** Resolves when it has ended by itself; throws when it failed. */
	finished(): Promise<void>;
}

/** Starts the other process. */
export function startAppender(state: StateConfig, run: string, prefix: string, count: number): Appender {
	const argv = [PROGRAM, JSON.stringify(state), run, prefix, String(count)];
	const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
	const ended = once(child, "exit");
	const said = listen(child);
	return {
		confirmed: () => said.confirmed,
		async reached(number) {
			while (said.confirmed < number) {
				await Promise.race([once(said.news, "line"), ended]);
				if (child.exitCode !== null && said.confirmed < number) throw new Error(`the child ended early: ${said.errors}`);
			}
		},
		async kill() {
			child.kill("SIGKILL");
			await ended;
		},
		async finished() {
			await ended;
			if (child.exitCode !== 0) throw new Error(`the child failed: ${said.errors}`);
		},
	};
}

interface Said {
	confirmed: number;
	errors: string;
	readonly news: EventEmitter;
}

function listen(child: ChildProcess): Said {
	const said: Said = { confirmed: 0, errors: "", news: new EventEmitter() };
	let unread = "";
	child.stdout?.on("data", (chunk: Buffer) => {
		const lines = (unread + chunk.toString()).split("\n");
		unread = lines.pop() ?? "";
		for (const line of lines) said.confirmed = Math.max(said.confirmed, Number(line));
		said.news.emit("line");
	});
	child.stderr?.on("data", (chunk: Buffer) => {
		said.errors += chunk.toString();
	});
	return said;
}
