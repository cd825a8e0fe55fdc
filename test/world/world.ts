import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, buildParts, createApp, loadConfig, type RunFile } from "../../src/app/index.ts";
import type { AppOptions } from "../../src/app/parts.ts";
import type { Standing } from "../../src/core/release.ts";
import { type Sink, startSink } from "../../src/testing/sink.ts";
import { type Answer, answerIn } from "./answer.ts";
import { type Ended, type Surroundings, startBackout, type UnderWay } from "./command-line.ts";
import { execTarget, HISTORY, layScript, layTarget, liveOn, type PlatformRelease } from "./platform.ts";

/** The place that every world has. */
export const SHOP = { service: "shop", environment: "production" } as const;

/** What a test may say of the config; the rest is a service `shop` in production with one health check and short times. */
export interface WorldSetup {
	/** Names of exec targets, or whole target entries. */
	readonly targets?: readonly (string | Readonly<Record<string, unknown>>)[];
	/** Beside the targets: smoke, signals, after, notify, bake … */
	readonly place?: Readonly<Record<string, unknown>>;
	/** At the top of the file: state, channels, policy, plugins … */
	readonly top?: Readonly<Record<string, unknown>>;
	readonly releases?: readonly PlatformRelease[];
}

/** A scratch directory with a backout.yaml, a platform of plain files and a real health endpoint. */
export interface World {
	readonly directory: string;
	readonly healthUrl: string;
	/** The status that the health endpoint answers; 200 until a test says otherwise. */
	health: number;
	config(setup: WorldSetup): Promise<void>;
	write(name: string, text: string): Promise<void>;
	read(name: string): Promise<string>;
	live(target?: string): Promise<string>;
	/** `began api v3 v2`, `ended api v2` … in order. */
	deploys(): Promise<readonly string[]>;
	backout(args: readonly string[], more?: Omit<Surroundings, "directory">): Promise<Ended>;
	start(args: readonly string[], more?: Omit<Surroundings, "directory">): UnderWay;
	/** What a command answers with --json; throws with what it printed when that is no JSON. */
	json(args: readonly string[], more?: Omit<Surroundings, "directory">): Promise<Answer>;
	/** Asks the app in this process, without starting a command: for looking, where no exit code matters. */
	ask<Result>(question: (app: App) => Promise<Result>, user?: string): Promise<Result>;
	/** The newest run with its plan and its journal. */
	newest(): Promise<RunFile>;
	remove(): Promise<void>;
}

/** A world with one exec target `api` where v3 is live, and v2 is known good unless `isFirstDay`. */
export async function createWorld(setup: WorldSetup = {}, isFirstDay = false): Promise<World> {
	const directory = await mkdtemp(join(tmpdir(), "backout-life-"));
	const answers = { status: 200 };
	const sink: Sink = await startSink((_request, response) => {
		response.writeHead(answers.status, { "content-type": "application/json" });
		response.end(JSON.stringify({ status: answers.status === 200 ? "ok" : "down" }));
	});
	const healthUrl = `${sink.url}/health`;
	const world: World = {
		directory,
		healthUrl,
		get health() {
			return answers.status;
		},
		set health(status) {
			answers.status = status;
		},
		config: (wanted) => writeConfig(directory, healthUrl, wanted),
		write: (name, text) => writeFile(join(directory, name), text),
		read: (name) => readFile(join(directory, name), "utf8"),
		live: (target = "api") => liveOn(directory, target),
		deploys: async () => (await readFile(join(directory, "deploys"), "utf8")).split("\n").filter((line) => line !== ""),
		start: (args, more = {}) => startBackout(args, { directory, ...more }),
		backout: (args, more = {}) => startBackout(args, { directory, ...more }).ended,
		json: (args, more = {}) => jsonOf(startBackout([...args, "--json"], { directory, ...more })),
		ask: (question, user = "ana@laptop") => askApp(directory, user, question),
		newest: () => world.ask(newestRun),
		async remove() {
			await sink.stop();
			await chmod(directory, 0o700);
			await rm(directory, { recursive: true, force: true, maxRetries: 3 });
		},
	};
	await layScript(directory);
	for (const target of setup.targets ?? ["api"]) {
		if (typeof target === "string") await layTarget(directory, target, setup.releases ?? HISTORY);
	}
	await world.config(setup);
	if (!isFirstDay) await known(world, "v2", "good");
	return world;
}

/** Opens the app over the world's config, as a command would, for one question. */
async function askApp<Result>(directory: string, user: string, question: (app: App) => Promise<Result>): Promise<Result> {
	const env = { ...process.env, BACKOUT_USER: user };
	const options: AppOptions = { cwd: directory, configFile: null, env, writeLog: () => undefined, logLevel: "silent" };
	const loaded = await loadConfig(options);
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
	const app = createApp(buildParts(loaded.config, loaded.kinds, options));
	try {
		return await question(app);
	} finally {
		await app.close();
	}
}

async function newestRun(app: App): Promise<RunFile> {
	const [run] = await app.runs({ service: null, limit: 1 });
	if (run === undefined) throw new Error("there is no run");
	return await app.show(run.id);
}

/** Tells the ledger of a release. */
export async function known(world: World, label: string, standing: Standing): Promise<void> {
	const deployedAt = HISTORY.find(({ id }) => id === label)?.deployedAt ?? null;
	const more = { commit: null, by: "ci", schemaRevision: null, reason: null, isOverride: false };
	await world.ask((app) => app.record(SHOP, { label, deployedAt, standing, ...more }));
}

/** YAML reads JSON. */
async function writeConfig(directory: string, healthUrl: string, setup: WorldSetup): Promise<void> {
	const targets = (setup.targets ?? ["api"]).map((target) => (typeof target === "string" ? execTarget(target) : target));
	const place = { targets, health: [{ http: healthUrl }], ...setup.place };
	const shop = { bake: "1s", settle: "1s", thresholds: { window: "2s" }, environments: { production: place } };
	const config = { version: 1, environments: { production: {} }, services: { shop }, ...setup.top };
	await writeFile(join(directory, "backout.yaml"), JSON.stringify(config, null, 2));
}

async function jsonOf({ ended }: UnderWay): Promise<Answer> {
	const { code, stdout, all } = await ended;
	if (stdout === "") throw new Error(`no JSON (exit ${code}): ${all}`);
	return answerIn(stdout, code);
}
