import type { App } from "../../app/index.ts";
import type { CliContext } from "../context.ts";

/** Who proposes names for an argument: called by Stricli with the context it was given. */
export type Proposer = (this: CliContext, partial: string) => Promise<readonly string[]>;

/** How many runs or incidents are proposed: what a person is looking for is among the latest. */
const LATEST = 20;

/** The config's services. */
export const services: Proposer = function () {
	return ask(this, async ({ config }) => config.services.map(({ service }) => service));
};

/** The config's environments. */
export const environments: Proposer = function () {
	return ask(this, async ({ config }) => config.services.map(({ environment }) => environment));
};

/** The latest runs. */
export const runs: Proposer = function () {
	return ask(this, async (app) => (await app.runs({ service: null, limit: LATEST })).map(({ id }) => id));
};

/** The latest incidents. */
export const incidents: Proposer = function () {
	return ask(this, async (app) => (await app.incidents({ service: null, isOpenOnly: false, limit: LATEST })).map(({ id }) => id));
};

/** A config with faults, or none at all, has no names to propose; a shell that asks is told nothing instead of an error. */
async function ask(context: CliContext, question: (app: App) => Promise<readonly string[]>): Promise<readonly string[]> {
	const { buildParts, createApp, loadConfig } = await import("../../app/index.ts");
	const options = { cwd: context.cwd, configFile: null, env: context.env, writeLog: () => undefined, logLevel: "silent" } as const;
	const loaded = await loadConfig(options);
	if (!loaded.ok) return [];
	const app = createApp(buildParts(loaded.config, loaded.kinds, options));
	try {
		return await question(app);
	} finally {
		await app.close();
	}
}
