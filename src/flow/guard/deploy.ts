import { BackoutError } from "../../core/error.ts";
import type { DeployEnd } from "../../core/guard.ts";
import { runTold } from "./command.ts";
import type { GuardRequest, GuardWork } from "./parts.ts";

/** Runs the backup; null when it succeeded or none is configured, else what went wrong in one sentence. */
export async function takeBackup(work: GuardWork): Promise<string | null> {
	const { parts, place, tell } = work;
	const command = parts.backupOf(place);
	if (command === null) return null;
	const masked = command.map((word) => parts.masker.mask(word));
	tell({ type: "backup.started", command: masked });
	const { config } = await parts.connect(place);
	const runner = parts.processesFor(work.desk.guard().id, "backup");
	const output = await runTold(work, runner, command, { timeoutMs: config.guard.backupTimeoutMs, cwd: parts.config.directory });
	tell({ type: "backup.finished", exitCode: output.exitCode, durationMs: output.durationMs });
	if (output.exitCode === 0 && output.ended === null) return null;
	const how =
		output.ended === "timeout"
			? "took too long"
			: output.ended === "aborted"
				? "was interrupted"
				: `exited with ${output.exitCode ?? "a signal"}`;
	return `The backup (${masked[0] ?? "?"}) ${how}`;
}

/** Runs the deploy command and returns how it ended. Throws BackoutError `process.…` when it could not be started at all. */
export async function runDeploy(work: GuardWork, request: GuardRequest): Promise<DeployEnd> {
	const { parts, desk, tell } = work;
	await desk.change({ phase: "deploying", deployStartedAt: new Date(parts.clock.now()).toISOString() });
	tell({ type: "deploy.started", command: desk.guard().command });
	const runner = parts.processesFor(desk.guard().id, "deploy");
	const output = await runTold(work, runner, request.command, { timeoutMs: request.deployTimeoutMs, cwd: request.directory });
	const ended = output.ended === "aborted" ? "interrupted" : output.ended;
	return { exitCode: output.exitCode, ended, durationMs: output.durationMs };
}

/** A deploy command that could not be started. */
export function isNotStarted(thrown: unknown): thrown is BackoutError {
	return thrown instanceof BackoutError && thrown.code.startsWith("process.");
}

/** How a deploy failed, in one sentence; null when it did not. */
export function deployFailure({ exitCode, ended, durationMs }: DeployEnd): string | null {
	if (ended === "timeout") return `the deploy took longer than ${Math.round(durationMs / 1_000)} s and was ended`;
	if (ended === "interrupted") return "the deploy was interrupted";
	if (ended === "unseen") return "nobody saw the end of the deploy: its runner died";
	if (exitCode === 0) return null;
	return exitCode === null ? "the deploy was ended by a signal" : `the deploy failed with exit code ${exitCode}`;
}
