import { open } from "node:fs/promises";
import type { Evidence } from "../../core/adapter.ts";
import { errorText } from "../../core/error.ts";
import type { AppView, Instance } from "./instances.ts";

/** Kept of each log file, from its end; 1 MiB. */
const MOST_BYTES = 1024 * 1024;

/** The end of every log that was written to since `sinceMs` milliseconds ago, and what PM2 says of the instances without any value of a variable or an argument. */
export async function evidenceOf(view: AppView, sinceMs: number): Promise<readonly Evidence[]> {
	const logs = await Promise.all(view.instances.flatMap((one) => one.logs.map((log) => logEvidence(view, one, log, sinceMs))));
	return [{ name: `pm2-${view.app}.json`, content: JSON.stringify(view.instances.map(describe), null, "\t") }, ...unique(logs.flat())];
}

/** Instances may share one file (`merge_logs`). */
function unique(evidence: readonly (Evidence & { readonly file: string })[]): readonly Evidence[] {
	const files = new Map(evidence.map((one) => [one.file, { name: one.name, content: one.content }]));
	return [...files.values()];
}

async function logEvidence(view: AppView, one: Instance, log: Instance["logs"][number], sinceMs: number) {
	const name = `${view.app}-${one.id}.${log.kind}.log`.replaceAll("/", "_");
	try {
		const tail = await tailOf(log.file, MOST_BYTES);
		return tail.changedAtMs >= view.atMs - sinceMs ? [{ name, content: tail.text, file: log.file }] : [];
	} catch (fault) {
		return [{ name, content: `${log.file} could not be read: ${errorText(fault)}\n`, file: log.file }];
	}
}

/** The end of a file and when it was last written. */
export async function tailOf(file: string, bytes: number): Promise<{ readonly text: string; readonly changedAtMs: number }> {
	const handle = await open(file, "r");
	try {
		const { size, mtimeMs } = await handle.stat();
		const length = Math.min(size, bytes);
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
		return { text: buffer.toString("utf8", 0, bytesRead), changedAtMs: mtimeMs };
	} finally {
		await handle.close();
	}
}

function describe(one: Instance) {
	const { id, pid, status, cwd, script, mode, restarts, unstableRestarts, logs, envNames, release } = one;
	return {
		id,
		pid,
		status,
		release,
		cwd,
		script,
		mode,
		startedAt: new Date(one.startedAtMs).toISOString(),
		restarts,
		unstableRestarts,
		logs,
		envNames,
	};
}
