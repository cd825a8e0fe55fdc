import { hostname } from "node:os";
import { BackoutError } from "../../core/error.ts";
import type { DeployEnd, Guard } from "../../core/guard.ts";
import { afterDeploy, afterFailure, afterWatch } from "./after.ts";
import { deployFailure } from "./deploy.ts";
import { isLeft, takeOver } from "./desk.ts";
import { type Finished, finish } from "./finish.ts";
import { type GuardAudience, type GuardParts, type GuardWork, teller } from "./parts.ts";
import { revert } from "./revert.ts";
import { watch } from "./watch.ts";

/** Goes on with a guard whose process is gone, from where it stands. Throws BackoutError `guard.still-alive` or `guard.finished`. */
export async function resumeGuard(parts: GuardParts, left: Guard, audience: GuardAudience): Promise<Finished> {
	if (left.phase === "finished") throw isFinished(left);
	if (!isLeft(left, parts.clock.now())) throw stillAlive(left);
	const desk = await takeOver(await parts.store(), parts.clock, left);
	if (desk === null) throw stillAlive(left);
	const place = { service: left.service, environment: left.environment };
	const work: GuardWork = { parts, place, desk, audience, approvalWaitMs: 0, tell: teller(parts, place, audience, desk.guard) };
	const { phase, requestedBy, startedAt } = left;
	work.tell({ type: "guard.resumed", phase, requestedBy, startedAt, warnings: await outOfReach(work) });
	try {
		return await goOn(work);
	} finally {
		await desk.leave();
	}
}

async function goOn(work: GuardWork): Promise<Finished> {
	const guard = work.desk.guard();
	await endSurvivors(work);
	switch (guard.phase) {
		case "before":
		case "finished":
			return await finish(work, {
				outcome: "interrupted",
				text: "its runner died before the deploy; nothing was done",
				fix: null,
				report: null,
			});
		case "deploying":
			return await afterUnseen(work);
		case "watching":
			return await afterWatch(work, await watch(work));
		case "reverting":
			return await finish(work, await revert(work, guard.reason ?? "its runner died", guard.incident));
	}
}

/** A tool that another machine started cannot be ended from here; whether it still runs, only that machine knows. */
async function outOfReach({ parts, desk }: GuardWork): Promise<readonly string[]> {
	const started = await (await parts.store()).processes.list(desk.guard().id);
	return started
		.filter(({ host }) => host !== hostname())
		.map(
			({ host, group, command }) => `${command} (process group ${group}) was started on ${host}: should it still run there, end it there`,
		);
}

/** A deploy tool that outlived its runner is ended: two deploys at once, or one under a rollback, would undo each other. */
async function endSurvivors({ parts, desk }: GuardWork): Promise<void> {
	const store = await parts.store();
	for (const survivor of await store.processes.list(desk.guard().id)) {
		await parts.outlive(survivor, 0);
		await store.processes.ended(survivor.run, survivor.step, survivor.group);
	}
}

/** A deploy whose end was seen is followed as it would have been; one whose end nobody saw cannot be known to be whole, and is taken back. */
async function afterUnseen(work: GuardWork): Promise<Finished> {
	const { deploy, deployStartedAt } = work.desk.guard();
	const begun = deployStartedAt === null ? work.parts.clock.now() : Date.parse(deployStartedAt);
	const end: DeployEnd = deploy ?? { exitCode: null, ended: "unseen", durationMs: work.parts.clock.now() - begun };
	if (deploy === null) await work.desk.change({ deploy: end });
	const failure = deployFailure(end);
	return failure === null ? await afterDeploy(work) : await afterFailure(work, failure);
}

function stillAlive({ id, requestedBy, owner }: Guard): BackoutError {
	return new BackoutError({
		code: "guard.still-alive",
		message: `${id} of ${requestedBy} is carried on by a process that was heard of at ${owner.aliveAt}`,
		fix: "let it finish, or end that process first; a runner that died is taken over 20 s after its last sign of life",
	});
}

function isFinished({ id, outcome, text }: Guard): BackoutError {
	return new BackoutError({
		code: "guard.finished",
		message: `${id} is over: ${outcome ?? "finished"}${text === null ? "" : ` (${text})`}`,
		fix: "there is nothing to go on with",
	});
}
