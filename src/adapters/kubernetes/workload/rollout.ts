/** How far a workload's roll-out is, by the rules of `kubectl rollout status` (k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go). */
export interface Rollout {
	/** `stuck`: the cluster itself says that it gave up. */
	readonly state: "going-on" | "complete" | "stuck";
	/** For a person: "2 of 3 new pods are available". */
	readonly detail: string;
	/** What a person should do about what stands in its way; left out: nothing is seen to. */
	readonly fix?: string;
}

export function goingOn(detail: string, fix: string | null = null): Rollout {
	return { state: "going-on", detail, ...(fix === null ? {} : { fix }) };
}
