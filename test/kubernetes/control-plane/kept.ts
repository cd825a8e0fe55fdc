import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A server to start: its name is also its log's. */
export interface ServerOrder {
	readonly name: string;
	readonly argv: readonly string[];
}

/** What the keeper says of a server. */
export type ServerWord =
	| { readonly name: string; readonly event: "started"; readonly pid: number }
	| { readonly name: string; readonly event: "ended"; readonly why: string };

const LOG_CHARACTERS = 3_000;

/** Servers in the hands of a keeper process, which ends them when we end them, and also when we are killed. */
export class KeptServers {
	readonly #directory: string;
	readonly #keeper: ChildProcess;
	readonly #pids = new Map<string, number>();
	readonly #ended = new Map<string, string>();

	constructor(directory: string) {
		this.#directory = directory;
		const program = fileURLToPath(new URL("keeper.ts", import.meta.url));
		// A session of its own: Ctrl-C in the terminal must not end it before it has ended its servers.
		this.#keeper = spawn(process.execPath, [program, directory], { detached: true, stdio: ["pipe", "pipe", "inherit"] });
		if (this.#keeper.stdout !== null) createInterface({ input: this.#keeper.stdout }).on("line", (line) => this.#hear(JSON.parse(line)));
	}

	/** The keeper's own and its servers'; each server leads a process group. */
	get pids(): readonly number[] {
		return [...this.#pids.values(), ...(this.#keeper.pid === undefined ? [] : [this.#keeper.pid])];
	}

	start(order: ServerOrder): void {
		this.#keeper.stdin?.write(`${JSON.stringify(order)}\n`);
	}

	/** Throws with the end of its log when the server has ended. */
	expectAlive(name: string): void {
		const why = this.#ended.get(name);
		if (why !== undefined) throw new Error(`${name} ended (${why}): ${this.log(name)}`);
	}

	/** The end of what the server wrote. */
	log(name: string): string {
		return readFileSync(join(this.#directory, `${name}.log`), "utf8").slice(-LOG_CHARACTERS);
	}

	/** Ends every server and removes their directory; resolves when all of it is gone. */
	async stop(): Promise<void> {
		if (this.#keeper.exitCode !== null || this.#keeper.signalCode !== null) return;
		const gone = once(this.#keeper, "exit");
		this.#keeper.stdin?.end();
		await gone;
	}

	#hear(word: ServerWord): void {
		if (word.event === "started") this.#pids.set(word.name, word.pid);
		else this.#ended.set(word.name, word.why);
	}
}
