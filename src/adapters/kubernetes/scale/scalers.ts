import type { Proposal } from "../../../core/adapter.ts";
import type { ClusterName } from "../api/port.ts";
import type { Scaler } from "../steering/scalers.ts";
import { kubectl } from "../workload/hand.ts";

type Refused = Extract<Proposal, { kind: "refused" }>;

/** Annotations of KEDA (keda.sh/docs/latest/concepts/scaling-deployments, "pause autoscaling"). */
const PAUSED = "autoscaling.keda.sh/paused";
const PINNED = "autoscaling.keda.sh/paused-replicas";

/** Why an autoscaler would bring the pods back by itself, with the line that keeps it from it; null when none would. */
export function scalerOfStop(scalers: readonly Scaler[], what: string, cluster: ClusterName): Refused | null {
	return first(scalers, (scaler) => {
		if (scaler.by === "autoscaler") return scaler.least > 0 ? null : fromZero(scaler, what, cluster);
		if (scaler.isPaused && (scaler.pinnedAt === null || scaler.pinnedAt === 0)) return null;
		const is = scaler.isPaused ? `is paused at ${scaler.pinnedAt} pods` : "is not paused";
		return refused(
			`KEDA's ScaledObject ${scaler.name} ${is}: it would bring the pods of ${what} back by itself.`,
			`Pause it first: \`${annotate(scaler, cluster, `${PAUSED}=true`, `${PINNED}-`)}\`; then plan again.`,
		);
	});
}

/** Why an autoscaler would take the pods away again; null when none would. */
export function scalerOfResume(scalers: readonly Scaler[], what: string, cluster: ClusterName): Refused | null {
	return first(scalers, (scaler) =>
		scaler.pinnedAt !== 0
			? null
			: refused(
					`KEDA's ScaledObject ${scaler.name} is paused at 0 pods: it would take the pods of ${what} away again.`,
					`Let it go on: \`${annotate(scaler, cluster, `${PINNED}-`, `${PAUSED}-`)}\`; it then scales ${what} itself.`,
				),
	);
}

/** What becomes of the autoscalers while the workload is stopped. */
export function restingWarnings(scalers: readonly Scaler[], what: string): readonly string[] {
	return scalers.map(({ by, name }) =>
		by === "keda"
			? `KEDA's ScaledObject ${name} is paused and stays paused: give it back when ${what} is back.`
			: `HorizontalPodAutoscaler ${name} rests by itself while ${what} has no pods, and goes on as soon as it is brought back.`,
	);
}

/** The number within what the autoscalers allow, and what is to be said of it. */
export function withinScalers(
	wanted: number,
	scalers: readonly Scaler[],
): { readonly replicas: number; readonly warnings: readonly string[] } {
	const active = scalers.filter(({ isPaused }) => !isPaused);
	const replicas = active.reduce((number, { least, most }) => Math.min(Math.max(number, least), most), wanted);
	const bounds = active.map(({ name, least, most }) => `${name} keeps it between ${least} and ${most} pods`);
	if (replicas === wanted) return { replicas, warnings: bounds.map((bound) => `${bound}, and goes on from there.`) };
	return { replicas, warnings: [`It had ${wanted} pods; ${bounds.join(", ")}: it comes back with ${replicas}.`] };
}

/** What a person still has to do about KEDA. */
export function pausedWarnings(scalers: readonly Scaler[], cluster: ClusterName): readonly string[] {
	return scalers
		.filter(({ by, isPaused }) => by === "keda" && isPaused)
		.map((scaler) => `KEDA's ScaledObject ${scaler.name} stays paused; let it go on with: ${annotate(scaler, cluster, `${PAUSED}-`)}`);
}

/** With minReplicas 0 an autoscaler is not at rest at 0: it scales up by an object's or an outside metric (kubernetes/pkg/controller/podautoscaler, reconcileAutoscaler). */
function fromZero({ name }: Scaler, what: string, cluster: ClusterName): Refused {
	const patch = kubectl(cluster, "patch", "hpa", name, "--type", "merge", "-p", JSON.stringify({ spec: { minReplicas: 1 } }));
	return refused(
		`HorizontalPodAutoscaler ${name} has minReplicas 0: it would bring the pods of ${what} back by itself.`,
		`Let it rest at 0: \`${patch}\`; then plan again.`,
	);
}

function annotate({ name }: Scaler, cluster: ClusterName, ...changes: readonly string[]): string {
	return kubectl(cluster, "annotate", "scaledobject", name, "--overwrite", ...changes);
}

function refused(reason: string, fix: string): Refused {
	return { kind: "refused", rule: "autoscaler-undoes-it", reason, fix };
}

function first(scalers: readonly Scaler[], refusal: (scaler: Scaler) => Refused | null): Refused | null {
	return scalers.map(refusal).find((one) => one !== null) ?? null;
}
