import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import type { AdapterContext, VersionedTarget } from "../../core/adapter.ts";
import type { JsonValue } from "../../core/json.ts";
import { createProcessRunner } from "../../runtime/process.ts";
import type { AdapterFixture, AdapterWorld } from "../../testing/adapter-contract.ts";
import { NO_HTTP } from "../../testing/no-http.ts";
import { freePort } from "../../testing/services/free-port.ts";
import { testClock } from "../../testing/step-driver.ts";
import type { Pm2Config } from "./config.ts";
import { pm2Adapter } from "./index.ts";

const BIN = fileURLToPath(new URL("../../../node_modules/.bin/pm2", import.meta.url));

/** A server that notes each start outside of PM2, answers with its release and ends gracefully. */
const SERVER = `
const { appendFileSync } = require("node:fs");
const release = require("node:path").basename(__dirname);
appendFileSync(process.env.STARTS, release + "\\n");
if (release === "broken") throw new Error("release broken cannot start");
const server = require("node:http").createServer((_, response) => response.end(release));
server.listen(Number(process.env.PORT), "127.0.0.1");
// A worker that exits by itself loses the connections its primary was just handing to it: it must first have been let go of.
const { worker } = require("node:cluster");
if (worker) worker.once("disconnect", () => process.exit(0));
process.on("SIGINT", () => { worker ? worker.disconnect() : server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;

/** A private PM2 daemon with one app, and the ways to look at it and to act on it from outside. */
export interface Pm2World {
	readonly directory: string;
	readonly home: string;
	readonly port: number;
	readonly config: Pm2Config;
	pm2(...args: readonly string[]): Promise<string>;
	/** What a request is answered by; fails when it is not within ten seconds. */
	live(): Promise<string>;
	starts(): Promise<readonly string[]>;
	/** Points the symlink elsewhere, as a deploy tool does. */
	link(release: string): Promise<void>;
	addRelease(name: string, ageMinutes: number): Promise<string>;
	dispose(): Promise<void>;
}

/** How the world's app is started. */
export interface WorldOptions {
	/** Through a `current` symlink, or from the release's own directory. */
	readonly through: "link" | "directory";
	readonly mode?: "cluster" | "fork";
	readonly instances?: number;
	readonly env?: Readonly<Record<string, string>>;
}

/** Starts a daemon of its own in a temporary directory, with releases v1, v2, v3 and the app running v3. */
export async function startWorld(options: WorldOptions): Promise<Pm2World> {
	const directory = await mkdtemp(join(tmpdir(), "pm2 world's-"));
	const home = join(directory, "home");
	const port = await freePort();
	const config: Pm2Config = {
		app: "shop-api",
		releases: "releases",
		home,
		bin: BIN,
		...(options.through === "link" ? { current: "current" } : {}),
	};
	const world: Pm2World = {
		directory,
		home,
		port,
		config,
		pm2: async (...args) => (await promisify(execFile)(BIN, args, { cwd: directory, env: { ...process.env, PM2_HOME: home } })).stdout,
		live: async () =>
			await (await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" }, signal: AbortSignal.timeout(10_000) })).text(),
		starts: async () => (await readFile(join(directory, "starts"), "utf8")).split("\n").filter((line) => line !== ""),
		link: async (release) => {
			await symlink(join("releases", release), join(directory, "next"));
			await rename(join(directory, "next"), join(directory, "current"));
		},
		addRelease: async (name, ageMinutes) => await addRelease(directory, name, ageMinutes),
		dispose: async () => {
			await world.pm2("kill").catch(() => undefined);
			await rm(directory, { recursive: true, force: true });
		},
	};
	await writeFile(join(directory, "starts"), "");
	for (const [index, name] of ["v3", "v2", "v1"].entries()) await world.addRelease(name, 10 + index);
	await world.link("v3");
	await writeFile(join(directory, "app.json"), JSON.stringify({ apps: [appSettings(world, options)] }));
	await world.pm2("start", "app.json");
	await untilStarted(world, options.instances ?? 2);
	return world;
}

function appSettings(world: Pm2World, options: WorldOptions) {
	return {
		name: "shop-api",
		script: "server.cjs",
		cwd: join(world.directory, options.through === "link" ? "current" : "releases/v3"),
		exec_mode: options.mode ?? "cluster",
		instances: options.instances ?? 2,
		vizion: false,
		env: { PORT: String(world.port), STARTS: join(world.directory, "starts"), ...options.env },
	};
}

async function addRelease(directory: string, name: string, ageMinutes: number): Promise<string> {
	const release = join(directory, "releases", name);
	await mkdir(release, { recursive: true });
	await writeFile(join(release, "server.cjs"), SERVER);
	await writeFile(join(release, "REVISION"), `${Buffer.from(name).toString("hex").padEnd(40, "0")}\n`);
	await writeFile(join(release, ".released"), new Date(Date.now() - ageMinutes * 60_000).toISOString());
	return release;
}

/** Waits until that many instances noted their start, and one answers. */
async function untilStarted(world: Pm2World, starts: number): Promise<void> {
	for (let tries = 0; tries < 200; tries += 1) {
		if ((await world.starts()).length >= starts && (await world.live().catch(() => null))) return;
		await sleep(50);
	}
	throw new Error(`the world's app never answered: ${await world.pm2("logs", "--nostream").catch(String)}`);
}

/** The world's target, with the real process runner; its HTTP client is a stub that refuses. */
export async function connectTo(directory: string, config: Pm2Config): Promise<VersionedTarget> {
	const context: AdapterContext = {
		service: "shop",
		environment: "test",
		target: "under-test",
		directory,
		processes: createProcessRunner({ clock: testClock }),
		http: NO_HTTP,
		clock: testClock,
		log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
	};
	const target = await pm2Adapter.connect(pm2Adapter.schema.parse(config), context);
	if (target.kind !== "versioned") throw new Error("expected a versioned target");
	return target;
}

const stateShape = z.object({ directory: z.string(), config: z.unknown() });

/** Worlds for the adapter contract. */
export function pm2Fixture(options: WorldOptions): AdapterFixture {
	return {
		async create(): Promise<AdapterWorld> {
			const world = await startWorld(options);
			return {
				target: await connectTo(world.directory, world.config),
				older: "v1",
				previous: "v2",
				current: "v3",
				live: world.live,
				effects: async () => (await world.starts()).length,
				intrude: () => intrude(world, options),
				loseOlder: () => rm(join(world.directory, "releases", "v1"), { recursive: true }),
				state: { directory: world.directory, config: world.config },
				dispose: world.dispose,
			};
		},
		async reconnect(state: JsonValue) {
			const { directory, config } = stateShape.parse(state);
			return await connectTo(directory, pm2Adapter.schema.parse(config));
		},
	};
}

async function intrude(world: Pm2World, options: WorldOptions): Promise<void> {
	const before = (await world.starts()).length;
	if (options.through === "link") {
		await world.link("v1");
		await world.pm2("reload", "shop-api");
	} else {
		const settings = { ...appSettings(world, options), cwd: join(world.directory, "releases/v1") };
		await writeFile(join(world.directory, "app.json"), JSON.stringify({ apps: [settings] }));
		await world.pm2("delete", "shop-api");
		await world.pm2("start", "app.json");
	}
	await untilStarted(world, before + (options.instances ?? 2));
}
