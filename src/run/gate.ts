import { note, once, type RunContext } from "./context.ts";
import { hearWish } from "./hear-wish.ts";
import { pause } from "./pause.ts";
import type { GateLook, StepsOutcome } from "./stages.ts";
import type { Stretch } from "./stretches.ts";

type Batch = NonNullable<Stretch["batch"]>;

/** Lets the run go on when every check of the batch's gate was seen to be normal; a batch without checks has no gate. A run that was parked meanwhile looks anew. */
export async function passGate(context: RunContext, batch: Batch): Promise<StepsOutcome> {
	const { planned, number } = batch;
	if (planned.gate.length === 0) return { kind: "landed" };
	for (let turn = 1; ; turn++) {
		const name = turn === 1 ? `gate ${number}` : `gate ${number} ${turn}`;
		const look = await once(context, name, () => lookThrough(context, batch, turn));
		if (look !== null) return look.isOpen ? { kind: "landed" } : shut(batch, look);
		const { wish } = await pause(context, `at the gate after batch ${number}, look ${turn + 1}`);
		if (wish === "cancel")
			return { kind: "cancelled", reason: `cancelled at the gate after batch ${number}; what is before it had landed`, isDone: false };
	}
}

/** Null when a person's wish came before the gate opened. */
async function lookThrough(context: RunContext, { planned, number }: Batch, turn: number): Promise<GateLook | null> {
	await note(context, `gate:${number}:${turn}`, { type: "gate.started", batch: number, checks: planned.gate });
	const { value: look, wasAsked } = await hearWish(context, (signal) => context.stages.settleGate(context.run, planned, signal));
	if (wasAsked && !look.isOpen) return null;
	await note(context, `gated:${number}`, { type: "gate.finished", batch: number, ...look });
	return look;
}

function shut({ planned, number, of }: Batch, { verification }: GateLook): StepsOutcome {
	const left = of - number;
	const others = left === 0 ? "" : ` ${left === 1 ? `Batch ${of} was` : `Batches ${number + 1} to ${of} were`} not begun.`;
	return {
		kind: "gate-shut",
		batch: number,
		detail: `the gate after batch ${number} (${planned.targets.join(", ")}) did not open: ${verification.text}.${others}`,
		fix: "see what these targets show; a check that has too little to go by needs more time (settle) or fewer requests (thresholds.minimumRequests)",
	};
}
