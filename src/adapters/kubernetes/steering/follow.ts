import type { StepCall } from "../../../core/adapter.ts";
import type { Clock } from "../../../core/runtime.ts";
import type { StepState } from "../../../core/step.ts";
import type { KubernetesApi } from "../api/port.ts";
import { observeHold } from "./hold.ts";
import type { HoldPayload } from "./hold-payload.ts";

/** Between two looks at a reconciler that still finishes what it had begun, in milliseconds. */
const LOOK_MS = 1_000;

/** Waits until the reconciler is held or given back; the last state it saw when the call's signal aborts before. */
export async function followHold(api: KubernetesApi, payload: HoldPayload, call: StepCall, clock: Clock): Promise<StepState> {
	for (;;) {
		const state = await observeHold(api, payload, call);
		if (state.state !== "landing" || call.signal.aborted) return state;
		call.progress(state.detail);
		await clock.sleep(LOOK_MS, call.signal);
	}
}
