import { BackoutError } from "../../../core/error.ts";
import type { Clock } from "../../../core/runtime.ts";
import type { StepState } from "../../../core/step.ts";
import type { CallLimits } from "../api/port.ts";
import type { PayloadOf, RolloutPayload, WorkloadPayload } from "../payload.ts";
import type { WorkloadKind } from "./kind.ts";
import type { Pod } from "./pods.ts";
import type { Seen, WorkloadReader } from "./reader.ts";
import type { Revision } from "./revision.ts";
import { stateOfRestart, stateOfUndo, stateWhenTaken } from "./state.ts";
import { stateBehindPods, stateOfReplacing } from "./stuck/state.ts";

/** Tells what a workload shows of a step. */
export class StepObserver {
	readonly #kind: WorkloadKind;
	readonly #reader: WorkloadReader;
	readonly #clock: Clock;

	constructor(kind: WorkloadKind, reader: WorkloadReader, clock: Clock) {
		this.#kind = kind;
		this.#reader = reader;
		this.#clock = clock;
	}

	/** `pods` are all of the workload's; null when nobody looked at them. */
	async stateOf(payload: WorkloadPayload, seen: Seen, pods: readonly Pod[] | null, limits: CallLimits): Promise<StepState> {
		const rollout = payload.kind === "replace-stuck" ? payload.rollout : payload;
		const state = await this.#ofRollout(rollout, seen, limits);
		if (rollout.until === "taken") return stateWhenTaken(this.#kind, seen, state);
		const order = this.#kind.podOrderOf(seen.object);
		if (order === null || pods === null) return state;
		const standing = { order, pods, nowMs: this.#clock.now() };
		return payload.kind === "replace-stuck" ? stateOfReplacing(state, standing) : stateBehindPods(state, standing);
	}

	async #ofRollout(payload: RolloutPayload, seen: Seen, limits: CallLimits): Promise<StepState> {
		if (payload.kind === "restart") return stateOfRestart(this.#kind, seen, payload);
		const to = await this.#reader.revision(payload.to, seen, limits);
		return stateOfUndo(this.#kind, seen, to, await this.#from(payload, seen, limits));
	}

	/** The revision before may have been cleaned up by the controller meanwhile: then nobody can tell it any more. */
	async #from({ from }: PayloadOf<"undo">, seen: Seen, limits: CallLimits): Promise<Revision | null> {
		if (from === null) return null;
		try {
			return await this.#reader.revision(from, seen, limits);
		} catch (thrown) {
			if (thrown instanceof BackoutError && thrown.code === "kubernetes.not-found") return null;
			throw thrown;
		}
	}
}
