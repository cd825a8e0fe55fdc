import { releaseName } from "../../core/lineage.ts";
import { differences, lookAround } from "./changed.ts";
import { type Finished, finish } from "./finish.ts";
import type { Ending, GuardWork } from "./parts.ts";
import { recordDeploy } from "./record.ts";
import { revert } from "./revert.ts";
import { settleAfterDeploy } from "./settle.ts";
import { unsettled } from "./unsettled.ts";
import { type WatchEnd, watch } from "./watch.ts";

/** Between two looks for what a failed deploy left: a platform may still be moving, in milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/** What follows a deploy that ended well: the new release is awaited, recorded and watched. */
export async function afterDeploy(work: GuardWork): Promise<Finished> {
	const { parts, desk, tell } = work;
	const settled = await settleAfterDeploy(work);
	const release = await recordDeploy(work, settled);
	const { watchForMs } = desk.guard();
	const watchUntil = new Date(parts.clock.now() + watchForMs).toISOString();
	await desk.change({ phase: "watching", release, after: settled.lineage.currents, watchUntil });
	tell({ type: "guard.deployed", release, changed: settled.differences.changed, answers: settled.answers });
	return await afterWatch(work, await watch(work));
}

/** What follows a deploy that failed or was interrupted: what it changed is taken back, or it is said that nothing changed. */
export async function afterFailure(work: GuardWork, failure: string): Promise<Finished> {
	const { desk } = work;
	const seen = await whatChanged(work);
	const moved = [...seen.changed, ...seen.silent];
	const changed = moved.length > 0 ? moved : await unsettled(work);
	if (changed.length === 0) {
		const isInterrupted = desk.guard().deploy?.ended === "interrupted";
		const text = `${failure}; no target changed: ${desk.guard().from?.label ?? "what ran before"} still runs`;
		return await finish(work, { outcome: isInterrupted ? "interrupted" : "deploy-failed", text, fix: null, report: null });
	}
	const { currents, silent } = await lookAround(work);
	await desk.change({ after: currents });
	const told = changed.map((name) => (silent[name] === undefined ? name : `${name} (${silent[name]})`));
	return await finish(work, await revert(work, `${failure} after it had changed ${told.join(", ")}`, null));
}

/** Looked at twice: a command that was ended may have set something going that shows only now. */
async function whatChanged(work: GuardWork) {
	const { before } = work.desk.guard();
	const first = differences(before, (await lookAround(work)).currents);
	if (first.changed.length > 0) return first;
	await work.parts.clock.sleep(LOOK_AGAIN_MS);
	return differences(before, (await lookAround(work)).currents);
}

/** What follows the watch. */
export async function afterWatch(work: GuardWork, end: WatchEnd): Promise<Finished> {
	if (end.kind === "bad") return await finish(work, await takeBack(work, end));
	if (end.kind === "good") return await finish(work, await markGood(work, end.look.text));
	return await finish(work, endingOf(work, end));
}

async function takeBack(work: GuardWork, { look }: Extract<WatchEnd, { kind: "bad" }>): Promise<Ending> {
	const { before, after, release } = work.desk.guard();
	const label = release?.label ?? "the release";
	if (differences(before, after).changed.length === 0) {
		const text = `not well, and the deploy changed no target, so that taking it back changes nothing either: ${look.text}`;
		return { outcome: "not-rolled-back", text, fix: fixByLooking(work), report: null };
	}
	return await revert(work, `${label}: ${look.text}`, look.incident);
}

/** As a bake does: watched without a bad verdict is known good. A verdict that a person or a run gave before stays. */
async function markGood(work: GuardWork, text: string): Promise<Ending> {
	const { parts, place, desk } = work;
	const guard = desk.guard();
	const lineage = await lookAround(work);
	const release = guard.release ?? (lineage.current.state === "one" ? releaseName(lineage.current.release) : null);
	if (release === null) {
		const half = "nothing bad was seen, but its targets do not run one and the same release";
		return { outcome: "not-judged", text: half, fix: fixByLooking(work), report: null };
	}
	const store = await parts.store();
	await store.ledger.mark(place, release.id, "good", `watched without a bad verdict by ${guard.id}`, false);
	return { outcome: "good", text: `${release.label} is well: ${text}`, fix: null, report: null };
}

function endingOf(work: GuardWork, end: Exclude<WatchEnd, { kind: "good" | "bad" }>): Ending {
	const { id, from, release } = work.desk.guard();
	const label = release?.label ?? "the release";
	if (end.kind === "left") {
		const text = `the watch was interrupted; ${label} runs and is not judged yet`;
		return { outcome: "interrupted", text, fix: `go on with: backout resume ${id}`, report: null };
	}
	if (end.kind === "overtaken") {
		const running = end.running?.label ?? "something else";
		if (end.run !== null)
			return {
				outcome: "rolled-back",
				text: `${label} was rolled back to ${from?.label} meanwhile by run ${end.run}`,
				fix: null,
				report: null,
			};
		return { outcome: "not-judged", text: `${running} runs by now, so ${label} could not be judged to the end`, fix: null, report: null };
	}
	const decision = end.look.assessment?.decision;
	const action = decision?.action ?? "investigate";
	const isBlind = action === "investigate" || action === "wait";
	const text = `${label} is not known to be good (${action}): ${end.look.text}`;
	return { outcome: isBlind ? "not-judged" : "not-rolled-back", text, fix: decision?.advice ?? fixByLooking(work), report: null };
}

function fixByLooking({ place }: GuardWork): string {
	return `see for yourself: backout assess ${place.service} -e ${place.environment}`;
}
