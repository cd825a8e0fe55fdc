import type { JsonValue } from "../../../core/json.ts";
import type { Metadata } from "../object.ts";

/** Who steers a workload besides the person at the keyboard. */
export type Steerer =
	| "argo-cd"
	| "flux"
	| "helm"
	| "argo-rollouts"
	| "flagger"
	| "autoscaler"
	| "keda"
	| "kubectl-apply"
	| "server-side-apply";

/**
 * What that means for a change made in the cluster. `undoes-live-change`: taken back within seconds or minutes; `next-sync`: taken back when its source is
 * applied again; `scales`: only the number of pods is its own; `owns-history`: it keeps releases itself and goes by these.
 */
export type SteeringEffect = "undoes-live-change" | "next-sync" | "scales" | "owns-history";

/** One that steers a workload. */
export interface Steering {
	readonly by: Steerer;
	/** `Application shop in namespace argocd`. Text from the cluster: shown, never interpreted. */
	readonly object: string;
	readonly effect: SteeringEffect;
	/** False: a mark on the workload says so, but what it means could not be read. */
	readonly isCertain: boolean;
	readonly text: string;
	/** What to do about it. */
	readonly fix: string;
	/** How it is paused; null when it cannot be, or need not be. */
	readonly reconciler: Reconciler | null;
	/** What Backout noted when it paused it; null when it did not. */
	readonly held: HeldNote | null;
}

/** An object that applies a source again and again, and that can be paused. */
export interface Reconciler {
	readonly kind: ReconcilerKind;
	readonly version: string;
	readonly namespace: string;
	readonly name: string;
	/** What its source held when it was applied last: a git commit; null when that is not told. */
	readonly sourceRevision: string | null;
	/** Argo CD's `spec.syncPolicy.automated` as it is; null for Flux, and where it is paused. */
	readonly automated: JsonValue;
	readonly isPaused: boolean;
	/** Whether the source holds what the workload runs now; null when that is not told. */
	readonly isSynced: boolean | null;
}
export type ReconcilerKind = "Application" | "Kustomization" | "HelmRelease";

/** What is noted on a reconciler that Backout paused, so that everybody sees why, and it can be given back. */
export interface HeldNote {
	/** ISO 8601. */
	readonly at: string;
	/** `deployment/checkout`. */
	readonly workload: string;
	/** The revisions by name: what ran, and what was returned to. */
	readonly from: string | null;
	readonly to: string;
	readonly sourceRevision: string | null;
	readonly automated: JsonValue;
}

/** The workload that is asked about. */
export interface Subject {
	/** `apps`, `argoproj.io`. */
	readonly group: string;
	/** `Deployment`. */
	readonly kind: string;
	readonly namespace: string;
	readonly metadata: Metadata;
}

/** `deployment/checkout`. */
export function subjectName({ kind, metadata }: Pick<Subject, "kind" | "metadata">): string {
	return `${kind.toLowerCase()}/${metadata.name}`;
}
