import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram } from "./requirement.ts";

const START_MS = 20_000;

/** A Docker daemon of our own. */
export interface DockerServer {
	/** `unix:///…/docker.sock`, for DOCKER_HOST. */
	readonly host: string;
	/** Removes every container, ends the daemon and deletes all it kept. */
	stop(): Promise<void>;
}

let shared: Promise<DockerServer> | null = null;

/** Starts a private Docker daemon in a temporary directory (as root); the same one for every caller of this process until it is stopped. Throws with the daemon's log when it does not start. */
export function startDocker(): Promise<DockerServer> {
	shared ??= start();
	return shared;
}

/** Overlay is the fast way; vfs works where a file system cannot be laid over another. */
async function start(): Promise<DockerServer> {
	try {
		return await startWith("overlay2");
	} catch {
		return await startWith("vfs");
	}
}

async function startWith(storage: string): Promise<DockerServer> {
	const directory = mkdtempSync(join(tmpdir(), "backout-docker-"));
	const host = `unix://${join(directory, "docker.sock")}`;
	const dockerd = findProgram("dockerd", ["/usr/sbin"]) ?? "dockerd";
	const log = join(directory, "log");
	// No bridge and no packet filter: the tests' containers use the host's network or none, and the machine's own rules stay as they are.
	const network = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-masq=false", "--ip-forward=false"];
	const places = ["--data-root", join(directory, "data"), "--exec-root", join(directory, "exec"), "--pidfile", join(directory, "pid")];
	const server = spawn(dockerd, [...network, ...places, "--host", host, "--storage-driver", storage], {
		stdio: ["ignore", openSync(log, "w"), openSync(log, "a")],
	});
	const endAtExit = () => server.kill("SIGTERM");
	process.once("exit", endAtExit);
	try {
		await answers(server, host);
	} catch (cause) {
		const said = readFileSync(log, "utf8").slice(-2_000);
		await end(server, directory);
		throw new Error(`dockerd (${storage}) did not start: ${said}`, { cause });
	}
	return {
		host,
		async stop() {
			shared = null;
			process.off("exit", endAtExit);
			const containers = docker(host, "ps", "--all", "--quiet")
				.split("\n")
				.filter((id) => id !== "");
			if (containers.length > 0) docker(host, "rm", "--force", "--volumes", ...containers);
			await end(server, directory);
		},
	};
}

async function answers(server: ChildProcess, host: string): Promise<void> {
	let failure: Error | null = null;
	server.once("error", (error) => {
		failure = error;
	});
	const deadline = Date.now() + START_MS;
	while (Date.now() < deadline) {
		if (failure !== null) throw failure;
		if (server.exitCode !== null) throw new Error(`it ended with ${server.exitCode}`);
		if (spawnSync("docker", ["--host", host, "version"]).status === 0) return;
		await sleep(100);
	}
	throw new Error("it did not answer in time");
}

async function end(server: ChildProcess, directory: string): Promise<void> {
	if (server.exitCode === null && server.signalCode === null && server.pid !== undefined) {
		server.kill("SIGTERM");
		await once(server, "exit");
	}
	rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** What a docker command answers; throws with its complaint when it fails. For building test worlds and for looking at them from outside. */
export function docker(host: string, ...args: readonly string[]): string {
	const { status, stdout, stderr, error } = spawnSync("docker", ["--host", host, ...args], { encoding: "utf8" });
	if (status !== 0) throw new Error(`docker ${args.join(" ")}: ${error?.message ?? stderr}`);
	return stdout.trim();
}
