import { rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StepCall } from "../../core/adapter.ts";
import { handCommand } from "../../core/command.ts";
import { BackoutError } from "../../core/error.ts";
import type { StepState } from "../../core/step.ts";
import type { Pm2Place } from "./config.ts";
import type { PayloadOf } from "./payload.ts";
import { rebuildCommands } from "./rebuild-step.ts";
import { PARTIAL } from "./releases.ts";

const COMMAND_MS = 10 * 60_000;

/** A release's directory appears by one rename when it is whole: its presence is the whole truth. */
export async function stateOfRebuild(payload: PayloadOf<"rebuild">, place: Pm2Place): Promise<StepState> {
	const directory = join(place.releases, payload.to);
	const found = await stat(directory).catch(() => null);
	return found ? { state: "landed", detail: `${directory} is there` } : { state: "untouched", detail: `${directory} is not there yet` };
}

/** Checks out, installs and builds beside the releases, then renames; a half-made directory of an earlier try is thrown away. Throws `pm2.rebuild-failed`. */
export async function rebuildRelease(payload: PayloadOf<"rebuild">, place: Pm2Place, call: StepCall): Promise<void> {
	if ((await stateOfRebuild(payload, place)).state === "landed") return;
	const directory = join(place.releases, payload.to);
	const partial = directory + PARTIAL;
	await rm(partial, { recursive: true, force: true });
	const [clone = [], ...rest] = rebuildCommands(place, payload.revision, partial);
	await runOne(clone, place.releases, call);
	for (const command of rest) await runOne(command, partial, call);
	if (payload.releasedAt !== null) await writeFile(join(partial, ".released"), `${payload.releasedAt}\n`);
	await rename(partial, directory);
}

async function runOne(argv: readonly string[], cwd: string, call: StepCall): Promise<void> {
	const command = handCommand(argv);
	call.progress(command);
	// git must never wait for a password that nobody types.
	const output = await call.processes.run(argv, { cwd, env: { GIT_TERMINAL_PROMPT: "0" }, timeoutMs: COMMAND_MS, signal: call.signal });
	if (output.exitCode === 0 && output.ended === null) return;
	const how = output.ended === null ? `exited with ${output.exitCode ?? "a signal"}` : `was ended (${output.ended})`;
	const said = (output.stderr.trim() || output.stdout.trim()).split("\n").slice(-3).join(" | ").slice(-400);
	throw new BackoutError({
		code: "pm2.rebuild-failed",
		message: `\`${command}\` in ${cwd} ${how}: ${said || "it said nothing"}`,
		fix: "nothing was switched; mend what it complains about and run again, or choose a release whose directory is still there",
	});
}
