import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { AdapterContext, Evidence, Finding, Goal, Proposal, StepCall, VersionedTarget } from "../../core/adapter.ts";
import { handCommand } from "../../core/command.ts";
import { BackoutError, errorText } from "../../core/error.ts";
import type { TargetRelease } from "../../core/release.ts";
import type { Step, StepState } from "../../core/step.ts";
import { unsupportedGoal } from "../../core/unsupported.ts";
import { type Pm2Client, pm2Client } from "./client.ts";
import type { Pm2Place } from "./config.ts";
import { evidenceOf, tailOf } from "./evidence.ts";
import { type AppView, viewApp } from "./instances.ts";
import { forgetKept, keepSettings, readKept } from "./kept.ts";
import { pointLink } from "./link.ts";
import { type PayloadOf, payloadOf } from "./payload.ts";
import { rebuildRelease, stateOfRebuild } from "./rebuild.ts";
import { describeRelease, listReleases } from "./releases.ts";
import { isRenewed, runningRelease, serving, stateOfInstances, stateOfLink } from "./state.ts";
import { proposeReturn } from "./steps.ts";

/** One PM2 app whose releases are directories. */
export class Pm2Target implements VersionedTarget {
	readonly kind = "versioned";
	readonly #place: Pm2Place;
	readonly #context: AdapterContext;
	readonly #client: Pm2Client;

	constructor(place: Pm2Place, context: AdapterContext) {
		this.#place = place;
		this.#context = context;
		this.#client = pm2Client(place, context.processes);
	}

	async current(): Promise<TargetRelease> {
		const view = await this.#view();
		return await this.#describe(runningRelease(view), view);
	}

	/** The live release is listed even when its directory is gone; without PM2 the directories alone are listed. */
	async history(limit: number): Promise<readonly TargetRelease[]> {
		const view = await this.#view().catch(() => null);
		const releases = await listReleases(this.#place.releases, view && scriptOf(view));
		const live = view && safely(() => runningRelease(view));
		const isListed = !view || !live || releases.some((release) => release.id === live);
		return (isListed ? releases : [await this.#describe(live, view), ...releases]).slice(0, limit);
	}

	async propose(goal: Goal): Promise<Proposal> {
		if (goal.kind !== "return") return unsupportedGoal(goal, "a PM2 app");
		const view = await this.#view();
		const releases = await listReleases(this.#place.releases, scriptOf(view));
		return proposeReturn(goal, {
			place: this.#place,
			view,
			wanted: releases.find((release) => release.id === goal.to.id) ?? null,
			saved: (await this.#saved())?.map((one) => one.name) ?? null,
			client: this.#client,
		});
	}

	async observe(step: Step, call: StepCall): Promise<StepState> {
		const payload = payloadOf(step);
		if (payload.kind === "rebuild") return await stateOfRebuild(payload, this.#place);
		if (payload.kind === "save") return await this.#stateOfSave(payload);
		const view = await this.#view(call.signal);
		if (payload.kind === "point") return stateOfLink(payload, view);
		const kept = await readKept(this.#place.home, this.#place.app);
		const seen = stateOfInstances(payload, view, kept?.to === payload.to);
		return seen.state === "broken" ? { ...seen, detail: `${seen.detail}${await lastWords(view)}` } : seen;
	}

	async apply(step: Step, call: StepCall): Promise<void> {
		const payload = payloadOf(step);
		if (call.signal.aborted) throw aborted(step);
		if (payload.kind === "rebuild") return await rebuildRelease(payload, this.#place, call);
		if (payload.kind === "point") return await this.#point(payload, call);
		if (payload.kind === "reload") return await this.#reload(payload, step, call);
		if (payload.kind === "restart") return await this.#restart(payload, step, call);
		await this.#client.act(["save"], { processes: call.processes, signal: call.signal, timeoutMs: step.timeoutMs });
	}

	async check(deadline: AbortSignal): Promise<readonly Finding[]> {
		const view = this.#view(deadline);
		return await Promise.all([
			tried("pm2 answers", async () => `${(await view).knownApps.length} apps in ${this.#place.home}`),
			tried(`app ${this.#place.app} runs from a release`, async () => runningRelease(await view)),
			tried("the releases directory can be read", async () => {
				const releases = await listReleases(this.#place.releases, await view.then(scriptOf, () => null));
				return `${releases.length} releases, ${releases.filter((release) => release.unavailable === null).length} can be started`;
			}),
		]);
	}

	async evidence(sinceMs: number, deadline: AbortSignal): Promise<readonly Evidence[]> {
		return await evidenceOf(await this.#view(deadline), sinceMs);
	}

	async #view(signal?: AbortSignal): Promise<AppView> {
		const apps = await this.#client.list(signal);
		return await viewApp(this.#place, apps, this.#context.clock.now());
	}

	async #describe(release: string, view: AppView): Promise<TargetRelease> {
		return await describeRelease(join(this.#place.releases, release), scriptOf(view));
	}

	async #point(payload: PayloadOf<"point">, call: StepCall): Promise<void> {
		const view = await this.#view(call.signal);
		const seen = stateOfLink(payload, view);
		if (seen.state === "landed") return;
		if (seen.state !== "untouched" || !view.link) throw moved(seen.detail);
		await pointLink(view.link, join(this.#place.releases, payload.to));
	}

	/** Reloads what does not run the release yet: after a crash half-way the rest only. */
	async #reload(payload: PayloadOf<"reload">, step: Step, call: StepCall): Promise<void> {
		const view = await this.#view(call.signal);
		if (view.link?.release !== payload.to) throw moved(`${view.link?.path} leads to ${view.link?.release}, not to ${payload.to}`);
		const instances = serving(view);
		const stale = instances.filter((instance) => !isRenewed(instance, payload, view));
		assertExpected(stateOfInstances(payload, view, false));
		const names = stale.length === instances.length ? [this.#place.app] : stale.map((instance) => instance.id);
		for (const name of names) {
			call.progress(`pm2 reload ${name}`);
			await this.#client.act(["reload", name], { processes: call.processes, signal: call.signal, timeoutMs: step.timeoutMs });
		}
	}

	/** Keeps the settings, deletes the app and starts it from the other directory: PM2 has no way to move a running app (`reload` and `startOrReload` leave pm_cwd as it is). */
	async #restart(payload: PayloadOf<"restart">, step: Step, call: StepCall): Promise<void> {
		const { home, app, releases } = this.#place;
		const view = await this.#view(call.signal);
		const old = await readKept(home, app);
		const hasOld = old?.to === payload.to;
		const seen = stateOfInstances(payload, view, hasOld);
		assertExpected(seen);
		if (seen.state !== "untouched") return await forgetKept(home, app);
		const options = { processes: call.processes, signal: call.signal, timeoutMs: step.timeoutMs };
		const instances = serving(view);
		const isWhole = instances.length >= payload.count;
		const to = { release: payload.to, directory: join(releases, payload.to) };
		const kept = hasOld && !isWhole ? old : await keepSettings(home, app, instances, to);
		if (instances.length > 0) {
			call.progress(`pm2 delete ${app}`);
			await this.#client.act(["delete", app], options);
		}
		call.progress(`starting ${app} from ${to.directory}`);
		// PM2 reads the list it restores from where these say (paths.js); the backup too, or a broken file would restore strangers.
		const env = { PM2_DUMP_FILE_PATH: kept.file, PM2_DUMP_BACKUP_FILE_PATH: kept.file };
		const output = await this.#client.act(["resurrect"], { ...options, env });
		const started = serving(await this.#view(call.signal)).length;
		if (started < kept.count) throw notStarted(app, started, kept.count, output.stdout);
		await forgetKept(home, app);
	}

	async #stateOfSave(payload: PayloadOf<"save">): Promise<StepState> {
		const saved = (await this.#saved())?.filter((one) => one.name === this.#place.app) ?? [];
		const right = saved.filter((one) => isInside(join(this.#place.releases, payload.to), [one.pm_cwd, one.pm_exec_path]));
		if (saved.length > 0 && right.length === saved.length) return { state: "landed", detail: `dump.pm2 starts ${payload.to}` };
		return { state: "untouched", detail: `dump.pm2 does not start ${payload.to} yet` };
	}

	/** What PM2 would start after a reboot; null when nothing was ever saved. */
	async #saved(): Promise<readonly { readonly name: string; readonly pm_cwd: string; readonly pm_exec_path: string }[] | null> {
		const text = await readFile(join(this.#place.home, "dump.pm2"), "utf8").catch(() => null);
		return text === null ? null : (safely(() => dumpShape.parse(JSON.parse(text))) ?? null);
	}
}

const dumpShape = z.array(z.looseObject({ name: z.string(), pm_cwd: z.string(), pm_exec_path: z.string() }));

function isInside(directory: string, paths: readonly string[]): boolean {
	return paths.some((path) => path === directory || path.startsWith(`${directory}/`));
}

function scriptOf(view: AppView): string | null {
	return serving(view)[0]?.scriptInRelease || null;
}

/** The end of the error log. PM2 7 loses what a cluster app writes before it falls at its start (exit code 0, empty log): then a start by hand shows it. */
async function lastWords(view: AppView): Promise<string> {
	const one = serving(view)[0];
	const file = one?.logs.find((log) => log.kind === "error")?.file;
	const tail = file === undefined ? null : await tailOf(file, 4_096).catch(() => null);
	// Frames of a stack push the message out of sight.
	const lines = (tail?.text ?? "").split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
	if (lines.length > 0) return `; its log ends with: ${lines.slice(-5).join(" | ")}`;
	return one ? `; its log is empty: start it by hand to see why (cd ${handCommand([one.cwd])} && node ${handCommand([one.script])})` : "";
}

function assertExpected(seen: StepState): void {
	if (seen.state === "unknown") throw moved(seen.detail);
}

function moved(detail: string): BackoutError {
	return new BackoutError({
		code: "pm2.moved",
		message: `the world is not as the plan expects: ${detail}`,
		fix: "somebody else acted meanwhile: look at `backout status`, then plan again",
	});
}

function notStarted(app: string, started: number, count: number, said: string): BackoutError {
	return new BackoutError({
		code: "pm2.not-started",
		message: `PM2 started ${started} of ${count} instances of ${app}: ${said.trim().split("\n").slice(-3).join(" | ").slice(-300)}`,
		fix: "look at `pm2 logs`; the settings are kept, `backout resume` tries again",
	});
}

function aborted(step: Step): BackoutError {
	return new BackoutError({ code: "pm2.aborted", message: `step ${step.id} was ended before it began`, fix: "`backout resume` goes on" });
}

function safely<Value>(attempt: () => Value): Value | null {
	try {
		return attempt();
	} catch {
		return null;
	}
}

async function tried(name: string, attempt: () => Promise<string>): Promise<Finding> {
	try {
		return { name, ok: true, detail: await attempt(), fix: null };
	} catch (fault) {
		return { name, ok: false, detail: errorText(fault), fix: fault instanceof BackoutError ? fault.fix : "look at `pm2 ls`" };
	}
}
