/** How far a workload's roll-out is, by the rules of `kubectl rollout status` (k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go). */
export interface Rollout {
	/** `stuck`: the cluster itself says that it gave up. */
	readonly state: "going-on" | "complete" | "stuck";
	/** For a person: "2 of 3 new pods are available". */
	readonly detail: string;
}

export function goingOn(detail: string): Rollout {
	return { state: "going-on", detail };
}
