import type { Verification } from "../core/verification.ts";
import { note, once, type RunContext } from "./context.ts";
import { hearWish } from "./hear-wish.ts";
import { pause } from "./pause.ts";

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
	const { value: verification, wasAsked } = await hearWish(context, (signal) => context.stages.settle(context.run, signal));
	if (wasAsked && verification.outcome !== "healthy") return null;
	await note(context, "verification.finished", { type: "verification.finished", verification });
	await context.store.runs.releaseLock(context.run.id);
	return verification;
}
