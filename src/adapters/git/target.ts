import type { AdapterContext, Evidence, Finding, Goal, Proposal, StepCall, VersionedTarget } from "../../core/adapter.ts";
import type { ReleaseChanges } from "../../core/changes.ts";
import { BackoutError } from "../../core/error.ts";
import type { TargetRelease } from "../../core/release.ts";
import type { Step, StepState } from "../../core/step.ts";
import { unsupportedGoal } from "../../core/unsupported.ts";
import { applyPush } from "./apply.ts";
import { readChanges } from "./changes.ts";
import { checkLive } from "./check.ts";
import { openGit } from "./client.ts";
import type { GitConfig } from "./config.ts";
import { branchNow, type Desk } from "./desk.ts";
import { keepEvidence } from "./evidence.ts";
import { observePush } from "./observe.ts";
import { pushPayload } from "./payload.ts";
import { proposeReturn } from "./propose-return.ts";
import { proposeRevert } from "./propose-revert.ts";
import { readReleases } from "./read-releases.ts";
import { findRepository } from "./repository.ts";

/** Connects to the branch on its remote; throws `git.not-a-repository`. Asks the remote nothing yet. */
export async function connectGit(config: GitConfig, context: AdapterContext): Promise<VersionedTarget> {
	const repository = await findRepository(config, context.directory);
	const desk = async (signal: AbortSignal | null = null, processes = context.processes): Promise<Desk> => ({
		config,
		context,
		git: await openGit(repository, processes, signal),
	});
	return {
		kind: "versioned",
		async current(): Promise<TargetRelease> {
			const [newest] = await readReleases(await desk(), 1);
			if (newest === undefined) throw noRelease(config.branch);
			return newest;
		},
		async history(limit: number): Promise<readonly TargetRelease[]> {
			return await readReleases(await desk(), limit);
		},
		async check(deadline: AbortSignal): Promise<readonly Finding[]> {
			return await checkLive(async () => await desk(deadline));
		},
		async propose(goal: Goal): Promise<Proposal> {
			if (goal.kind === "return") return await proposeReturn(await desk(), goal.to, goal.force ?? false);
			// A branch runs nothing: what is deployed from it is another target's.
			if (goal.kind === "stop-writes" || goal.kind === "resume-writes")
				return { kind: "nothing", reason: "a git branch runs nothing that could write" };
			return unsupportedGoal(goal, "a git branch");
		},
		async proposeRevert(commits: readonly string[]): Promise<Proposal> {
			return await proposeRevert(await desk(), commits);
		},
		async changes(from: string, to: string): Promise<ReleaseChanges | null> {
			return await readChanges((await desk()).git, from, to);
		},
		async observe(step: Step, call: StepCall): Promise<StepState> {
			return await observePush(await desk(call.signal), pushPayload(step.payload));
		},
		async apply(step: Step, call: StepCall): Promise<void> {
			const payload = pushPayload(step.payload);
			if (call.signal.aborted) throw abortedBefore(config.branch);
			await applyPush(await desk(call.signal, call.processes), payload, call);
		},
		async evidence(sinceMs: number, deadline: AbortSignal): Promise<readonly Evidence[]> {
			const at = await desk(deadline);
			return await keepEvidence(at, await branchNow(at), sinceMs);
		},
	};
}

function abortedBefore(branch: string): BackoutError {
	return new BackoutError({
		code: "git.aborted",
		message: `stopped before anything was pushed to ${branch}`,
		fix: "resume the run when you want to go on",
		retryable: true,
	});
}

function noRelease(branch: string): BackoutError {
	return new BackoutError({ code: "git.no-release", message: `${branch} has no commit`, fix: "push a first commit to it" });
}
