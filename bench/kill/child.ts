import { join } from "node:path";
import { buildParts, createApp, loadConfig } from "../../src/app/index.ts";
import type { AppOptions } from "../../src/app/parts.ts";
import { createFuse, type KillPoint } from "./fuse.ts";
import { fusedParts } from "./fused-parts.ts";
import { guardOnce } from "./guard-job.ts";
import { isGuarded, type Variant } from "./world.ts";

/** What one process of the campaign is told on its command line, as JSON. */
export interface Job {
	readonly directory: string;
	readonly kill: KillPoint | null;
	readonly variant: Variant;
	/** Nobody was here before. */
	readonly isFirst: boolean;
}

/** What it says on standard output when it came to its end, as JSON. */
export interface Said {
	readonly status: string;
	readonly operations: readonly string[];
}

/** As a person would: carries the run on that is there, and starts one when there is none. */
async function main(job: Job): Promise<Said> {
	const options: AppOptions = {
		cwd: job.directory,
		configFile: null,
		env: process.env,
		writeLog: (text) => void process.stderr.write(text),
		logLevel: "warn",
	};
	const loaded = await loadConfig(options);
	if (!loaded.ok) throw new Error(loaded.faults.map(({ path, message }) => `${path}: ${message}`).join("\n"));
	const fuse = createFuse(job.kill, join(job.directory, "deaths.log"));
	const app = createApp(fusedParts(buildParts(loaded.config, loaded.kinds, options), fuse));
	const status = isGuarded(job.variant) ? await guardOnce(app, job.directory, job.isFirst) : await carryRun(app);
	await app.close();
	return { status, operations: fuse.operations };
}

async function carryRun(app: ReturnType<typeof createApp>): Promise<string> {
	return await app.work(await goOn(app), new AbortController().signal);
}

async function goOn(app: ReturnType<typeof createApp>): Promise<string> {
	const [left] = await app.runs({ service: null, limit: 1 });
	if (left !== undefined) {
		await app.resume(left.id);
		return left.id;
	}
	const plan = await app.plan(app.place("shop", "production"), {
		kind: "roll-back",
		to: "v1",
		badCommit: null,
		only: null,
		isAutomatic: false,
	});
	const started = await app.start(plan, { reason: "kill campaign", incident: null });
	if (started.kind === "refused") throw new Error(started.refusal.reason);
	return started.run.id;
}

process.stdout.write(`${JSON.stringify(await main(JSON.parse(process.argv[2] ?? "")))}\n`);
