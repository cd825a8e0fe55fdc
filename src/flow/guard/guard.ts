import { BackoutError, errorText } from "../../core/error.ts";
import type { Guard } from "../../core/guard.ts";
import type { Place } from "../../core/place.ts";
import type { Run } from "../../core/run.ts";
import { afterDeploy, afterFailure } from "./after.ts";
import { deployFailure, isNotStarted, runDeploy, takeBackup } from "./deploy.ts";
import { isLeft } from "./desk.ts";
import { type Finished, finish, refusedOutright } from "./finish.ts";
import { type GuardAudience, type GuardParts, type GuardRequest, type GuardWork, teller } from "./parts.ts";
import { prepare, underGuard } from "./prepare.ts";
import { resumeGuard } from "./resume.ts";

/** A deploy under guard, from the rules that may forbid it to the verdict on the release: the same stages in another setting. */
export async function guardDeploy(parts: GuardParts, place: Place, request: GuardRequest, audience: GuardAudience): Promise<Finished> {
	const outright = (refusal: Parameters<typeof refusedOutright>[0]): Finished => {
		const finished = refusedOutright(refusal);
		teller(parts, place, audience, () => null)(finished);
		return finished;
	};
	const left = await finishEarlier(parts, place, audience);
	if (left !== null) return outright(underGuard(left, await rollbackOf(parts, left)));
	const prepared = await prepare(parts, place, request);
	if (!prepared.ok) return outright(prepared.refusal);
	const { desk, wayBack, warnings } = prepared;
	const work: GuardWork = {
		parts,
		place,
		desk,
		audience,
		approvalWaitMs: request.approvalWaitMs,
		tell: teller(parts, place, audience, desk.guard),
	};
	const { command, from, source, watchForMs } = desk.guard();
	work.tell({ type: "guard.started", command, from, source, wayBack, warnings, watchForMs });
	try {
		return await deployAndWatch(work, request);
	} finally {
		await desk.leave();
	}
}

async function deployAndWatch(work: GuardWork, request: GuardRequest): Promise<Finished> {
	const { desk, audience, tell } = work;
	const backup = await takeBackup(work);
	if (audience.signal.aborted) {
		return await finish(work, { outcome: "interrupted", text: "interrupted before the deploy; nothing was done", fix: null, report: null });
	}
	if (backup !== null) {
		const fix = "see what it said above; without a backup nothing is deployed";
		return await finish(work, { outcome: "deploy-failed", text: `${backup}; nothing was deployed`, fix, report: null });
	}
	try {
		const deploy = await runDeploy(work, request);
		await desk.change({ deploy });
		tell({ type: "deploy.finished", ...deploy });
		const failure = deployFailure(deploy);
		return failure === null ? await afterDeploy(work) : await afterFailure(work, failure);
	} catch (thrown) {
		if (!isNotStarted(thrown)) throw thrown;
		const text = `the deploy command could not be started: ${errorText(thrown)}; nothing was changed`;
		return await finish(work, { outcome: "deploy-failed", text, fix: thrown.fix, report: null });
	}
}

function isTakenOver(thrown: unknown): boolean {
	return thrown instanceof BackoutError && (thrown.code === "guard.still-alive" || thrown.code === "guard.finished");
}

async function rollbackOf(parts: GuardParts, { run }: Guard): Promise<Run | null> {
	return run === null ? null : await (await parts.store()).runs.get(run);
}

/** A guard that a dead process left is finished first: what it deployed is judged or taken back before anything new comes. Returns one that still lives. */
async function finishEarlier(parts: GuardParts, place: Place, audience: GuardAudience): Promise<Guard | null> {
	const store = await parts.store();
	const [earlier] = await store.guards.open(place);
	if (earlier === undefined) return null;
	if (!isLeft(earlier, parts.clock.now())) return earlier;
	try {
		await resumeGuard(parts, earlier, audience);
	} catch (thrown) {
		// Of two commands at once the other one took it over, and is at it now.
		if (!isTakenOver(thrown)) throw thrown;
	}
	return (await store.guards.open(place))[0] ?? null;
}
