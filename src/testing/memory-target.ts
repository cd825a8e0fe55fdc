import type { Proposal, VersionedTarget } from "../core/adapter.ts";
import { BackoutError } from "../core/error.ts";
import type { TargetRelease } from "../core/release.ts";
import type { Step, StepState } from "../core/step.ts";

/** A target that lives in memory: named as the stand-in it is, for tests of the run itself. Its steps are numbered effects. */
export interface MemoryTarget extends VersionedTarget {
	/** Effects in the order they happened, by step id. */
	readonly effects: string[];
	/** Changes what `observe` answers from now on; null: the truth. */
	pretend(state: StepState["state"] | null): void;
	/** The next so many applies fail with this error, before any effect. */
	fail(error: Error, times: number): void;
	/** What happens inside apply, after the effect. */
	afterEffect: () => Promise<void>;
	/** Makes another release live from outside. */
	move(id: string): void;
}

/** A target with releases `v1` and `v2`, `v2` live. */
export function memoryTarget(): MemoryTarget {
	const effects: string[] = [];
	const releases = ["v2", "v1"].map(targetRelease);
	let live = "v2";
	let pretended: StepState["state"] | null = null;
	let failures: { error: Error; times: number } | null = null;
	const target: MemoryTarget = {
		kind: "versioned",
		effects,
		afterEffect: async () => undefined,
		pretend(state) {
			pretended = state;
		},
		fail(error, times) {
			failures = { error, times };
		},
		move(id) {
			live = id;
		},
		check: async () => [{ name: "memory", ok: true, detail: "", fix: null }],
		propose: async (): Promise<Proposal> => ({ kind: "nothing", reason: "steps are made by the test" }),
		async observe(step): Promise<StepState> {
			const truth = effects.includes(step.id) ? "landed" : "untouched";
			return { state: pretended ?? truth, detail: `seen as ${pretended ?? truth}` };
		},
		async apply(step) {
			if (failures !== null && failures.times > 0) {
				failures.times--;
				throw failures.error;
			}
			if (effects.includes(step.id))
				throw new BackoutError({ code: "memory.twice", message: `${step.id} was applied twice`, fix: "it is a bug" });
			effects.push(step.id);
			live = "v1";
			await target.afterEffect();
		},
		evidence: async () => [{ name: "log", content: "line" }],
		current: async () => targetRelease(live),
		history: async () => releases,
	};
	return target;
}

/** A step on the target `api`. */
export function memoryStep(id: string, change: Partial<Step> = {}): Step {
	return {
		id,
		target: "api",
		adapter: "memory",
		title: `Do ${id}`,
		risk: "safe",
		repeat: "idempotent",
		command: `do ${id}`,
		payload: {},
		undo: null,
		timeoutMs: 2_000,
		...change,
	};
}

function targetRelease(id: string): TargetRelease {
	return { id, label: id, commit: null, digest: null, deployedAt: null, unavailable: null };
}
