import type { CurrentState } from "../core/lineage.ts";
import type { Release, Standing, TargetRelease } from "../core/release.ts";
import type { StepDraft } from "../core/step.ts";
import type { Answer } from "./answers.ts";
import type { PlanInput } from "./build.ts";
import type { ChoiceInput } from "./choice.ts";

/** A target release called by its label. */
export function on(label: string, unavailable: string | null = null): TargetRelease {
	return { id: `dir-${label}`, label, commit: null, digest: null, deployedAt: null, unavailable };
}

/** A release of `shop in production` on the targets `api` and `worker`. */
export function release(label: string, standing: Standing = "good", change: Partial<Release> = {}): Release {
	return {
		service: "shop",
		environment: "production",
		id: label,
		label,
		commit: null,
		deployedAt: null,
		deployedBy: null,
		targets: { api: on(label), worker: on(label) },
		schemaRevision: null,
		standing,
		standingReason: null,
		isRecorded: true,
		...change,
	};
}

/** Everything runs the release. */
export function running(current: Release): CurrentState {
	return { state: "one", release: current, elsewhere: [], silent: [] };
}

/** Asks for the way back from the first of the releases, as a person does without `--to`. */
export function asking(releases: readonly Release[], change: Partial<ChoiceInput> = {}): ChoiceInput {
	const [first] = releases;
	return {
		place: { service: "shop", environment: "production" },
		kind: "roll-back",
		releases,
		current: first === undefined ? { state: "unknown", silent: ["api", "worker"] } : running(first),
		silence: {},
		wanted: null,
		targets: ["api", "worker"],
		isAutomatic: false,
		...change,
	};
}

/** A step draft of a target. */
export function draft(name: string, change: Partial<StepDraft> = {}): StepDraft {
	return {
		name,
		title: `${name} the thing`,
		risk: "safe",
		repeat: "idempotent",
		command: `tool ${name}`,
		payload: { to: "v1" },
		undo: null,
		timeoutMs: 60_000,
		...change,
	};
}

/** A target that proposes these steps. */
export function proposes(...steps: readonly StepDraft[]): Answer {
	return { kind: "proposal", proposal: { kind: "steps", steps, warnings: [], notChanged: [] } };
}

/** A plan of `shop in production` from v2 back to v1 on both targets. */
export function planning(change: Partial<PlanInput> = {}): PlanInput {
	return {
		id: "plan_1",
		kind: "roll-back",
		now: Date.parse("2026-11-21T03:00:00Z"),
		service: {
			service: "shop",
			environment: "production",
			targets: [
				{ name: "api", kind: "pm2", settings: {} },
				{ name: "worker", kind: "compose", settings: {} },
			],
			batches: [],
			after: [{ name: "cache", kind: "redis", settings: {} }],
		},
		only: null,
		current: running(release("v2", "unknown")),
		world: { api: "dir-v2", worker: "dir-v2" },
		choice: { outcome: "chosen", to: release("v1"), warnings: [] },
		answers: { api: proposes(draft("switch"), draft("reload")), worker: proposes(draft("up")), cache: proposes(draft("flush")) },
		durations: [],
		...change,
	};
}
