import { z } from "zod";
import { BackoutError } from "../../core/error.ts";

const environment = z.record(z.string(), z.unknown());

/** Only what is read here; PM2 writes many more keys, which `settings` keeps as they are. */
const processShape = z.looseObject({
	name: z.string(),
	pid: z.number().nullish(),
	pm_id: z.union([z.number(), z.string()]),
	pm2_env: z.looseObject({
		status: z.string().default("unknown"),
		pm_cwd: z.string().default(""),
		pm_exec_path: z.string().default(""),
		exec_mode: z.string().default("unknown"),
		pm_uptime: z.number().default(0),
		created_at: z.number().nullish(),
		kill_timeout: z.number().default(1_600),
		restart_time: z.number().default(0),
		unstable_restarts: z.number().default(0),
		pm_out_log_path: z.string().nullish(),
		pm_err_log_path: z.string().nullish(),
		env: environment.default({}),
	}),
});

/** One instance of the app as PM2 tells it. */
export interface Listed {
	readonly id: string;
	/** Null when it does not run. */
	readonly pid: number | null;
	readonly status: string;
	/** The directory and the script it is started from, as configured: they may lead through a symlink. */
	readonly cwd: string;
	readonly script: string;
	readonly mode: string;
	/** Milliseconds since the epoch of the last start. */
	readonly startedAtMs: number;
	/** The same of the last start that somebody asked for, so not of a restart after a fall; null once PM2 gave the instance up. */
	readonly askedAtMs: number | null;
	/** How long PM2 waits for the outgoing process to end. */
	readonly killTimeoutMs: number;
	readonly restarts: number;
	readonly unstableRestarts: number;
	readonly logs: readonly { readonly kind: "out" | "error"; readonly file: string }[];
	/** Everything PM2 keeps about it, secrets in `env` included: for starting it again only, never for showing. */
	readonly settings: Readonly<Record<string, unknown>>;
	readonly envNames: readonly string[];
}

/** Everything PM2 runs, by app name. PM2 may print warnings before the JSON. Throws `pm2.bad-output` when there is no list in it. */
export function parseList(stdout: string): ReadonlyMap<string, readonly Listed[]> {
	const parsed = z.array(processShape).safeParse(findList(stdout));
	if (!parsed.success) {
		throw new BackoutError({
			code: "pm2.bad-output",
			message: `\`pm2 jlist\` printed no process list: ${z.prettifyError(parsed.error).slice(0, 300)}`,
			fix: "run `pm2 jlist` by hand; when it warns of an old daemon, run `pm2 update` in a quiet hour",
		});
	}
	const apps = new Map<string, Listed[]>();
	for (const found of parsed.data) apps.set(found.name, [...(apps.get(found.name) ?? []), listed(found)]);
	return apps;
}

/** The list is the one line that is a JSON array; warnings such as `[PM2] Spawning` or ">>>> In-memory PM2 is out-of-date" stand before it. */
function findList(stdout: string): unknown {
	for (const line of stdout.split("\n").reverse()) {
		const start = line.startsWith("[]") ? 0 : line.indexOf("[{");
		const list = start < 0 ? undefined : safeJson(line.slice(start));
		if (Array.isArray(list)) return list;
	}
	return undefined;
}

function safeJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function listed(found: z.infer<typeof processShape>): Listed {
	const env = found.pm2_env;
	const files = { out: env.pm_out_log_path, error: env.pm_err_log_path };
	return {
		id: String(found.pm_id),
		pid: found.pid ? found.pid : null,
		status: env.status,
		cwd: env.pm_cwd,
		script: env.pm_exec_path,
		mode: env.exec_mode,
		startedAtMs: env.pm_uptime,
		askedAtMs: env.created_at ?? null,
		killTimeoutMs: env.kill_timeout,
		restarts: env.restart_time,
		unstableRestarts: env.unstable_restarts,
		logs: (["out", "error"] as const).flatMap((kind) => (files[kind] && files[kind] !== "/dev/null" ? [{ kind, file: files[kind] }] : [])),
		settings: env,
		envNames: Object.keys(env.env).sort(),
	};
}
