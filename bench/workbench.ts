import { type App, buildParts, createApp, loadConfig } from "../src/app/index.ts";
import type { AppParts } from "../src/app/parts.ts";
import type { Target } from "../src/core/adapter.ts";
import { isFinished, type RunStatus } from "../src/core/run.ts";
import type { Store } from "../src/core/store.ts";
import { createCourier } from "../src/flow/courier.ts";
import { createStages } from "../src/flow/stages.ts";
import { createWorker } from "../src/run/worker.ts";

/** The real app of a directory, with what a measurement must see. */
export interface Workbench {
	readonly app: App;
	/** Stores a run of the service back to v1, which nobody carries on yet; returns its id. */
	start(service: string): Promise<string>;
	/** Carries the runs on at once, so many at a time, in this process; throws unless each succeeds. Returns when each ended, by `performance.now()`. */
	carry(runs: readonly string[], atOnce: number): Promise<ReadonlyMap<string, number>>;
	/** When each service was written to first, by `performance.now()`. */
	readonly firstWrites: ReadonlyMap<string, number>;
}

/** Opens the app with its state and every place connected, so that neither is measured. */
export async function openWorkbench(directory: string): Promise<Workbench> {
	const options = { cwd: directory, configFile: null, env: process.env, writeLog: () => undefined, logLevel: "silent" } as const;
	const loaded = await loadConfig(options);
	if (!loaded.ok) throw new Error(loaded.faults.map(({ path, message }) => `${path}: ${message}`).join("\n"));
	const ended = new Map<string, { readonly at: number; readonly status: RunStatus }>();
	const firstWrites = new Map<string, number>();
	const parts = watched(buildParts(loaded.config, loaded.kinds, options), ended, firstWrites);
	const app = createApp(parts);
	await Promise.all([parts.store(), parts.engine(), ...loaded.config.services.map((place) => parts.connect(place))]);
	return {
		app,
		firstWrites,
		start: (service) => start(app, service),
		async carry(runs, atOnce) {
			const [engine, store] = await Promise.all([parts.engine(), parts.store()]);
			const stages = createStages(parts, createCourier(parts));
			const worker = createWorker({ engine, store, stages, clock: parts.clock, concurrency: atOnce });
			for (const run of runs) await worker.begin(run);
			await worker.work(runs[0] ?? "", async () => runs.every((run) => ended.has(run)));
			const unwell = runs.filter((run) => ended.get(run)?.status !== "succeeded");
			if (unwell.length > 0)
				throw new Error(`${unwell.length} of ${runs.length} runs did not succeed, ${await endOf(store, unwell[0] ?? "")}`);
			return new Map(runs.map((run) => [run, ended.get(run)?.at ?? Number.NaN]));
		},
	};
}

async function endOf(store: Store, run: string): Promise<string> {
	return `${run}: ${JSON.stringify((await store.runs.events(run, 0)).at(-1))}`;
}

async function start(app: App, service: string): Promise<string> {
	const plan = await app.plan(app.place(service, "production"), {
		kind: "roll-back",
		to: "v1",
		badCommit: null,
		only: null,
		isAutomatic: false,
	});
	const started = await app.start(plan, { reason: "bench", incident: null });
	if (started.kind === "refused") throw new Error(started.refusal.reason);
	return started.run.id;
}

/** The same parts; ends of runs and first writes are noted. */
function watched(
	parts: AppParts,
	ended: Map<string, { readonly at: number; readonly status: RunStatus }>,
	firstWrites: Map<string, number>,
): AppParts {
	let store: Promise<Store> | null = null;
	return {
		...parts,
		store() {
			store ??= parts.store().then((opened) => ({ ...opened, runs: noting(opened.runs, ended) }));
			return store;
		},
		async connect(place) {
			const connected = await parts.connect(place);
			const wrote = (): void => {
				if (!firstWrites.has(place.service)) firstWrites.set(place.service, performance.now());
			};
			return { ...connected, targets: new Map([...connected.targets].map(([name, target]) => [name, telling(target, wrote)])) };
		},
	};
}

/** The target itself, which may be an object with a life of its own, with every apply told before it happens. */
function telling(target: Target, wrote: () => void): Target {
	return new Proxy(target, {
		get(inner, key) {
			const member: unknown = Reflect.get(inner, key);
			if (typeof member !== "function") return member;
			return (...given: readonly unknown[]): unknown => {
				if (key === "apply") wrote();
				return Reflect.apply(member, inner, given);
			};
		},
	});
}

function noting(runs: Store["runs"], ended: Map<string, { readonly at: number; readonly status: RunStatus }>): Store["runs"] {
	return {
		...runs,
		async append(run, events, status) {
			const added = await runs.append(run, events, status);
			if (status !== undefined && isFinished(status)) ended.set(run, { at: performance.now(), status });
			return added;
		},
	};
}
