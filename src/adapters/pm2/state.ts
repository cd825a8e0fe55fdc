import { formatDuration } from "../../core/duration.ts";
import { BackoutError } from "../../core/error.ts";
import { formatQuantity } from "../../core/number.ts";
import type { StepState } from "../../core/step.ts";
import type { AppView, Instance } from "./instances.ts";
import type { PayloadOf } from "./payload.ts";

/** How long an instance must have been up: twice what PM2 itself calls stable (`min_uptime`, 1,000 ms by default). */
const STABLE_MS = 2_000;
/** The same for one that has fallen since it was switched: on a busy machine a start that fails may take seconds to fail. */
const STABLE_AFTER_FALL_MS = 15_000;
/** PM2 itself gives up after 16 (`max_restarts`), which takes a minute on a busy machine; nobody needs to wait for that at 03:00. */
const MOST_FALLS = 5;
/** How much later than asked a start may come on a busy machine without being a restart. */
const SLACK_MS = 1_500;

/** Between a fall and the next restart PM2 shows `stopped` for a moment; only after this time it is an end. */
const RESTARTING_MS = 5_000;

type Restart = PayloadOf<"reload"> | PayloadOf<"restart">;

/** The instances without those that a reload is just replacing. */
export function serving(view: AppView): readonly Instance[] {
	return view.instances.filter((instance) => !instance.id.startsWith("_old_"));
}

/** Whether the instance was started from the wanted release by this step (or, without force, by anybody). */
export function isRenewed(instance: Instance, payload: Restart, view: Pick<AppView, "link">): boolean {
	return instance.release === payload.to && !(payload.oldPids ?? []).includes(instance.pid ?? -1) && !hasStrayedIn(instance, payload, view);
}

/** A falling instance that PM2 itself restarted through the symlink since it was pointed: it runs the release, but with the falls of the one before. Its reload is still to come. */
function hasStrayedIn(instance: Instance, payload: Restart, view: Pick<AppView, "link">): boolean {
	if (payload.kind !== "reload" || view.link === null || instance.askedAtMs === null) return false;
	return instance.unstableRestarts > 0 && instance.askedAtMs < view.link.changedAtMs;
}

/** What the instances show of a reload or restart. `isKept`: the settings of a restart that was cut off are still kept. */
export function stateOfInstances(payload: Restart, view: AppView, isKept: boolean): StepState {
	const instances = serving(view);
	if (instances.length === 0) return stateOfMissing(view, isKept);
	const stranger = instances.find((one) => one.release !== null && one.release !== payload.to && one.release !== payload.from);
	if (stranger) return { state: "unknown", detail: `instance ${stranger.id} runs ${stranger.release}: somebody else acted` };
	const renewed = instances.filter((instance) => isRenewed(instance, payload, view));
	if (renewed.length < instances.length) return stateOfMixture(payload, renewed.length, instances.length, view);
	if (instances.length < payload.count) return stateOfTooFew(payload, instances.length, isKept);
	return stateOfRenewed(payload, instances, view);
}

function stateOfMissing(view: AppView, isKept: boolean): StepState {
	if (isKept) return { state: "untouched", detail: `${view.app} was taken out of PM2 and not started again yet; its settings are kept` };
	return { state: "unknown", detail: `PM2 does not know the app ${view.app}: somebody deleted it` };
}

/** A reload under way shows the outgoing workers; without them nothing goes on by itself and the rest must be reloaded. */
function stateOfMixture(payload: Restart, renewed: number, all: number, view: AppView): StepState {
	const detail = renewed === 0 ? `${payload.from} still runs` : `${renewed} of ${formatQuantity(all, "instance")} run ${payload.to}`;
	const isUnderWay = view.instances.length > all || view.instances.some((one) => one.status === "launching" || one.status === "stopping");
	return { state: renewed > 0 && isUnderWay ? "landing" : "untouched", detail };
}

function stateOfTooFew(payload: Restart, found: number, isKept: boolean): StepState {
	const detail = `only ${found} of ${formatQuantity(payload.count, "instance")} run`;
	return isKept ? { state: "untouched", detail } : { state: "broken", detail: `${detail}; \`pm2 scale\` brings the others back` };
}

function stateOfRenewed(payload: Restart, instances: readonly Instance[], view: AppView): StepState {
	const dead = instances.find(
		(one) => one.status === "errored" || (one.status === "stopped" && view.atMs - one.startedAtMs > RESTARTING_MS),
	);
	if (dead) return { state: "broken", detail: `instance ${dead.id} is ${dead.status} after ${formatQuantity(dead.restarts, "restart")}` };
	const falling = instances.find((one) => fallsOf(one, payload) >= MOST_FALLS);
	if (falling)
		return { state: "broken", detail: `instance ${falling.id} fell over ${fallsOf(falling, payload)} times since it was switched` };
	const unready = instances.find((one) => one.status !== "online");
	if (unready) return { state: "landing", detail: `instance ${unready.id} is ${unready.status}` };
	const young = instances.find((one) => view.atMs - one.startedAtMs < (hasFallen(one, payload) ? STABLE_AFTER_FALL_MS : STABLE_MS));
	if (young) return { state: "landing", detail: upText(young, payload, view) };
	return { state: "landed", detail: `${formatQuantity(instances.length, "instance")} online from ${payload.to}` };
}

/** Falls since the switch. A fresh start counts from 0; a reload keeps the old count of restarts, but sets back that of falls under a second (`God.resetState`). */
function fallsOf(instance: Instance, payload: Restart): number {
	return payload.kind === "restart" ? Math.max(instance.restarts, instance.unstableRestarts) : instance.unstableRestarts;
}

/** A slower fall is not counted after a reload, but shows: the last start came later than the one asked for, by more than ending the outgoing process takes. */
function hasFallen(instance: Instance, payload: Restart): boolean {
	const lateMs = instance.askedAtMs === null ? 0 : instance.startedAtMs - instance.askedAtMs;
	return fallsOf(instance, payload) > 0 || lateMs > instance.killTimeoutMs + SLACK_MS;
}

function upText(young: Instance, payload: Restart, view: AppView): string {
	const up = `instance ${young.id} is up for ${formatDuration(Math.max(0, view.atMs - young.startedAtMs))}`;
	return hasFallen(young, payload) ? `${up} after it fell over` : up;
}

/** What the symlink shows of a point step. */
export function stateOfLink(payload: PayloadOf<"point">, view: AppView): StepState {
	const release = view.link?.release ?? null;
	if (release === payload.to) return { state: "landed", detail: `${view.link?.path} leads to ${release}` };
	if (release === payload.from) return { state: "untouched", detail: `${view.link?.path} still leads to ${release}` };
	return { state: "unknown", detail: `${view.link?.path ?? "the symlink"} leads to ${release ?? "no release"}: somebody else acted` };
}

/** The one release that runs. Throws `pm2.app-not-found`, `pm2.mixed-releases` or `pm2.not-from-releases`. */
export function runningRelease(view: AppView): string {
	const instances = serving(view);
	if (instances.length === 0) throw appNotFound(view);
	const releases = [...new Set(instances.flatMap((one) => one.release ?? []))];
	const [only] = releases.length === 0 ? [view.isThroughLink ? view.link?.release : null] : releases;
	if (releases.length > 1) {
		const counts = releases.map((name) => `${instances.filter((one) => one.release === name).length} × ${name}`).join(", ");
		throw new BackoutError({
			code: "pm2.mixed-releases",
			message: `the instances of ${view.app} run different releases (${counts})`,
			fix: "finish or resume the deploy or run that is under way, or `pm2 reload` the app",
		});
	}
	if (only) return only;
	throw new BackoutError({
		code: "pm2.not-from-releases",
		message: `${view.app} is started from ${instances[0]?.cwd} (${instances[0]?.script}), which is no release directory`,
		fix: "start the app from a directory inside `releases`, or through the symlink named in `current`",
	});
}

function appNotFound(view: AppView): BackoutError {
	return new BackoutError({
		code: "pm2.app-not-found",
		message: `PM2 does not know an app named ${view.app}; it knows ${view.knownApps.join(", ") || "none"}`,
		fix: "mend `app` or `home`; if a run was cut off, `backout resume` starts the app again",
	});
}
