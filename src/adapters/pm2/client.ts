import { createConnection } from "node:net";
import { join } from "node:path";
import { handCommand } from "../../core/command.ts";
import { BackoutError } from "../../core/error.ts";
import type { Output, ProcessRunner } from "../../core/runtime.ts";
import type { Pm2Place } from "./config.ts";
import { type Listed, parseList } from "./jlist.ts";

const READ_MS = 20_000;
/** `jlist` prints the whole environment of every instance: 64 MiB is far beyond a thousand instances. */
const LIST_BYTES = 64 * 1024 * 1024;

/** Talks to one PM2 daemon through its command line; PM2 is run, never imported. */
export interface Pm2Client {
	/** Every app PM2 knows, by name. Throws `pm2.daemon-away` instead of letting `pm2` start an empty daemon. */
	list(signal?: AbortSignal): Promise<ReadonlyMap<string, readonly Listed[]>>;
	/** Runs one pm2 command that writes. Throws `pm2.command-failed` or `pm2.timeout`. */
	act(args: readonly string[], options: ActOptions): Promise<Output>;
	/** The command as a person would paste it. */
	pasteable(args: readonly string[], env?: Readonly<Record<string, string>>): string;
}

/** How a writing command is run. */
export interface ActOptions {
	/** The call's own runner: it records the process group first. */
	readonly processes: ProcessRunner;
	readonly signal: AbortSignal;
	readonly timeoutMs: number;
	readonly env?: Readonly<Record<string, string>>;
}

/** A client for the place's daemon. */
export function pm2Client(place: Pm2Place, processes: ProcessRunner): Pm2Client {
	const home = { PM2_HOME: place.home };
	return {
		async list(signal) {
			await assertDaemon(place.home);
			const argv = [place.bin, "jlist", "--silent"];
			const output = await processes.run(argv, {
				env: home,
				timeoutMs: READ_MS,
				maxOutputBytes: LIST_BYTES,
				...(signal ? { signal } : {}),
			});
			assertEndedWell(output, argv, READ_MS);
			return parseList(output.stdout);
		},
		async act(args, options) {
			const argv = [place.bin, ...args];
			const { timeoutMs, signal } = options;
			const output = await options.processes.run(argv, { env: { ...home, ...options.env }, timeoutMs, signal });
			assertEndedWell(output, argv, timeoutMs);
			return output;
		},
		pasteable: (args, env = {}) =>
			handCommand(["env", ...Object.entries({ ...home, ...env }).map(([name, value]) => `${name}=${value}`), place.bin, ...args]),
	};
}

/** Every pm2 command starts a daemon when there is none, and the new one would know no app: so the daemon's socket is asked first. */
async function assertDaemon(home: string): Promise<void> {
	const fault = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
		const socket = createConnection(join(home, "rpc.sock"));
		socket.setTimeout(2_000, () => socket.destroy(new Error("it did not answer")));
		socket.once("connect", () => {
			socket.destroy();
			resolve(null);
		});
		socket.once("error", resolve);
	});
	if (fault?.code === "EACCES") {
		throw new BackoutError({
			code: "pm2.no-permission",
			message: `the PM2 daemon in ${home} belongs to another user`,
			fix: "run backout as the user that runs PM2, or set `home` to that user's own PM2_HOME",
			cause: fault,
		});
	}
	if (fault) {
		throw new BackoutError({
			code: "pm2.daemon-away",
			message: `no PM2 daemon runs in ${home} (${fault.code ?? fault.message})`,
			fix: "set `home` to the PM2_HOME of the daemon that runs the app; if the daemon died, `pm2 resurrect` brings its saved apps back",
			cause: fault,
		});
	}
}

function assertEndedWell(output: Output, argv: readonly string[], timeoutMs: number): void {
	const command = handCommand(argv);
	if (output.ended === "timeout") {
		throw new BackoutError({
			code: "pm2.timeout",
			message: `\`${command}\` had not ended after ${timeoutMs} ms and was ended`,
			fix: "look at `pm2 ls` and the daemon's pm2.log: the daemon may hang",
			retryable: true,
		});
	}
	if (output.ended === "aborted") {
		throw new BackoutError({
			code: "pm2.aborted",
			message: `\`${command}\` was ended before its time`,
			fix: "observe the step before going on",
		});
	}
	if (output.exitCode === 0) return;
	const said = `${output.stdout}\n${output.stderr}`
		.split("\n")
		.filter((line) => line.trim() !== "")
		.slice(-3)
		.join(" | ");
	throw new BackoutError({
		code: "pm2.command-failed",
		message: `\`${command}\` exited with ${output.exitCode ?? "a signal"}: ${said.slice(-400)}`,
		fix: "run it by hand with the same PM2_HOME and mend what it complains about",
	});
}
