import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../src/testing/services/free-port.ts";

export interface Moto {
	readonly url: string;
	stop(): Promise<void>;
}

const START_MS = 60_000;
/** moto starts no tasks: it says of each ECS service that so many run (docs.getmoto.org, ecs). */
const SERVICES_RUN = { MOTO_ECS_SERVICE_RUNNING: "2" };

/** A moto server of its own on loopback; `env` for its settings, INITIAL_NO_AUTH_ACTION_COUNT for one. */
export async function startMoto(env: Readonly<Record<string, string>> = {}): Promise<Moto> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const program = process.env["BACKOUT_TEST_MOTO"] ?? "moto_server";
	const child = spawn(program, ["-H", "127.0.0.1", "-p", String(port)], {
		env: { ...process.env, ...SERVICES_RUN, ...env },
		stdio: "ignore",
		detached: true,
	});
	const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
	const stop = async () => {
		if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
		await gone;
	};
	const deadline = Date.now() + START_MS;
	while (!(await answers(url))) {
		if (Date.now() > deadline || child.exitCode !== null) {
			await stop();
			throw new Error(`${program} did not answer at ${url} within ${START_MS} ms: run \`npm run test:aws -- --only-setup\``);
		}
		await sleep(100);
	}
	return { url, stop };
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(`${url}/moto-api/`)).ok;
	} catch {
		return false;
	}
}
