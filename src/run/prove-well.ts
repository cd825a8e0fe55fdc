import type { Verification } from "../core/verification.ts";
import { note, once, type RunContext } from "./context.ts";
import { pause } from "./pause.ts";

/** Between two looks whether somebody asked the run to park or to stop, in milliseconds: a person at a terminal waits for the answer. */
const HEAR_MS = 300;

/** Whether the service became well after the steps, or that a person ended the run meanwhile. A run that was parked begins anew when it goes on: what was seen before says nothing by then. */
export async function proveWell(context: RunContext): Promise<Verification | "cancelled"> {
	for (let turn = 1; ; turn++) {
		const verification = await once(context, turn === 1 ? "verify" : `verify ${turn}`, () => prove(context, turn));
		if (verification !== null) return verification;
		if ((await pause(context, `before verification ${turn + 1}`)).wish === "cancel") return "cancelled";
	}
}

/** Verifies, then gives the lock back: the failure ladder must never be locked out by a bake. Null when a person's wish came first. */
async function prove(context: RunContext, turn: number): Promise<Verification | null> {
	await note(context, turn === 1 ? "verification.started" : `verification.started:${turn}`, { type: "verification.started" });
	const { verification, wasAsked } = await settleUnlessAsked(context);
	if (wasAsked && verification.outcome !== "healthy") return null;
	await note(context, "verification.finished", { type: "verification.finished", verification });
	await context.store.runs.releaseLock(context.run.id);
	return verification;
}

async function settleUnlessAsked(context: RunContext): Promise<{ readonly verification: Verification; readonly wasAsked: boolean }> {
	const asked = new AbortController();
	const settled = new AbortController();
	const hearing = hearWish(context, asked, settled.signal);
	try {
		return { verification: await context.stages.settle(context.run, asked.signal), wasAsked: asked.signal.aborted };
	} finally {
		settled.abort();
		await hearing;
	}
}

/** Aborts `asked` as soon as a person's wish is in the store. A store that hiccups is asked again. */
async function hearWish({ clock, store, run }: RunContext, asked: AbortController, until: AbortSignal): Promise<void> {
	while (!until.aborted && !asked.signal.aborted) {
		await clock.sleep(HEAR_MS, until);
		const now = await store.runs.get(run.id).catch(() => null);
		if (now !== null && now.request !== null) asked.abort();
	}
}
