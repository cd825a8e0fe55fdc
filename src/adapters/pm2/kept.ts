import { open, readFile, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BackoutError, errorText } from "../../core/error.ts";
import type { Instance } from "./instances.ts";

/** Settings of an app between its deletion and its new start, in the form of PM2's own dump.pm2. They hold secrets as that file does: mode 0600, in PM2_HOME. */
export interface Kept {
	readonly file: string;
	/** The release they start. */
	readonly to: string;
	readonly count: number;
}

const keptShape = z.array(z.looseObject({ backout_release: z.string() })).min(1);

/** The kept settings of an app; null when there are none. */
export async function readKept(home: string, app: string): Promise<Kept | null> {
	const file = keptFile(home, app);
	const text = await readFile(file, "utf8").catch(() => null);
	if (text === null) return null;
	const parsed = keptShape.safeParse(parse(text));
	const to = parsed.data?.[0]?.backout_release;
	return parsed.success && to !== undefined ? { file, to, count: parsed.data.length } : null;
}

/** Writes the settings of the instances, moved to the release, in one rename. Throws `pm2.settings-not-kept`. */
export async function keepSettings(
	home: string,
	app: string,
	instances: readonly Instance[],
	to: { readonly release: string; readonly directory: string },
): Promise<Kept> {
	const file = keptFile(home, app);
	try {
		const draft = await open(`${file}.tmp`, "w", 0o600);
		await draft.chmod(0o600);
		await draft.writeFile(JSON.stringify(instances.map((one) => movedSettings(one, to))));
		await draft.sync();
		await draft.close();
		await rename(`${file}.tmp`, file);
	} catch (cause) {
		throw new BackoutError({
			code: "pm2.settings-not-kept",
			message: `the settings of ${app} could not be kept in ${file}: ${errorText(cause)}`,
			fix: `nothing was changed; give the user that runs backout the right to write in ${home}, and disk space`,
			cause,
		});
	}
	return { file, to: to.release, count: instances.length };
}

/** Forgets the kept settings. */
export async function forgetKept(home: string, app: string): Promise<void> {
	await unlink(keptFile(home, app)).catch(() => undefined);
}

function keptFile(home: string, app: string): string {
	return join(home, `backout-switch-${app}.json`);
}

/** What belongs to one life of a process and must not be carried into the next. */
const OF_ONE_LIFE = [
	"pm_id",
	"instances",
	"created_at",
	"restart_time",
	"unstable_restarts",
	"exit_code",
	"prev_restart_delay",
	"versioning",
];
/** Paths that lie in the release when the app is started there. */
const PATHS = [
	"pm_cwd",
	"cwd",
	"pm_exec_path",
	"pm_out_log_path",
	"pm_err_log_path",
	"pm_log_path",
	"pm_pid_path",
	"exec_interpreter",
	"PWD",
];

/** The settings of an instance as PM2 keeps them, with the paths inside its release moved into the other one. */
export function movedSettings(
	instance: Instance,
	to: { readonly release: string; readonly directory: string },
): Readonly<Record<string, unknown>> {
	const from = releaseDirectory(instance);
	const move = (value: unknown) => (typeof value === "string" && from !== null ? moved(value, from, to.directory) : value);
	const kept = Object.entries(instance.settings).filter(([key]) => !OF_ONE_LIFE.includes(key));
	const settings = Object.fromEntries(kept.map(([key, value]) => [key, PATHS.includes(key) ? move(value) : value]));
	const env = z.record(z.string(), z.unknown()).catch({}).parse(settings["env"]);
	// "stopped" in a dump means "known but not started": a crashed bad release must not keep the good one from starting.
	return {
		...settings,
		env: { ...env, ...("PWD" in env ? { PWD: move(env["PWD"]) } : {}) },
		status: "online",
		backout_release: to.release,
	};
}

/** The directory of the instance's release, cut from the configured paths. */
function releaseDirectory(instance: Instance): string | null {
	const cut = (path: string, inside: string | null) => (inside === null ? null : inside === "" ? path : path.slice(0, -inside.length - 1));
	return cut(instance.cwd, instance.cwdInRelease) ?? cut(instance.script, instance.scriptInRelease);
}

function moved(path: string, from: string, to: string): string {
	if (path === from) return to;
	return path.startsWith(`${from}/`) ? to + path.slice(from.length) : path;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
