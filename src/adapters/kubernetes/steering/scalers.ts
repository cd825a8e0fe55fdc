import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { metadataShape, shaped } from "../object.ts";
import type { Steering, Subject } from "./steering.ts";

const reference = z.looseObject({ kind: z.string().optional(), name: z.string() });
const autoscalerShape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({ scaleTargetRef: reference, minReplicas: z.number().nullish(), maxReplicas: z.number() }),
});
const scaledObjectShape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({ scaleTargetRef: reference, minReplicaCount: z.number().nullish(), maxReplicaCount: z.number().nullish() }),
});

/** How many pods an autoscaler wants of a workload at least and at most. */
export interface Scaler {
	readonly by: "autoscaler" | "keda";
	readonly name: string;
	readonly least: number;
	readonly most: number;
	/** KEDA: told to leave the number alone (keda.sh/docs/latest/concepts/scaling-deployments, "pause autoscaling"). */
	readonly isPaused: boolean;
	/** KEDA: paused at this number of pods, which it keeps; null: it is not, or leaves the number alone. */
	readonly pinnedAt: number | null;
}

/** The autoscalers and KEDA ScaledObjects of the workload; an autoscaler that KEDA made is left out for its ScaledObject. */
export function scalersOf(autoscalers: readonly JsonObject[], scaledObjects: readonly JsonObject[], subject: Subject): readonly Scaler[] {
	const keda = scaledObjects
		.map((object) => shaped(scaledObjectShape, object, "a KEDA ScaledObject"))
		.filter(({ spec }) => isOf(spec.scaleTargetRef, subject));
	const plain = autoscalers
		.map((object) => shaped(autoscalerShape, object, "a HorizontalPodAutoscaler"))
		.filter(
			({ metadata, spec }) => isOf(spec.scaleTargetRef, subject) && !metadata.ownerReferences?.some(({ kind }) => kind === "ScaledObject"),
		);
	return [
		...plain.map(({ metadata, spec }) => ({
			by: "autoscaler" as const,
			name: metadata.name,
			least: spec.minReplicas ?? 1,
			most: spec.maxReplicas,
			isPaused: false,
			pinnedAt: null,
		})),
		...keda.map(({ metadata, spec }) => ({
			by: "keda" as const,
			name: metadata.name,
			least: spec.minReplicaCount ?? 0,
			most: spec.maxReplicaCount ?? 100,
			isPaused: isPaused(metadata.annotations),
			pinnedAt: pinnedAt(metadata.annotations),
		})),
	];
}

/** KEDA's defaults are 0 and 100 (keda.sh/docs/latest/reference/scaledobject-spec). */
function isPaused(annotations: Readonly<Record<string, string>> | undefined): boolean {
	const paused = annotations?.["autoscaling.keda.sh/paused"];
	return annotations?.["autoscaling.keda.sh/paused-replicas"] !== undefined || (paused !== undefined && paused !== "false");
}

function pinnedAt(annotations: Readonly<Record<string, string>> | undefined): number | null {
	const number = Number(annotations?.["autoscaling.keda.sh/paused-replicas"]?.trim() || Number.NaN);
	return Number.isInteger(number) ? number : null;
}

/** A scaler as somebody who steers the workload: an undo leaves the number of pods to it. */
export function scalerSteering({ by, name, least, most, isPaused: paused }: Scaler): Steering {
	const object = by === "keda" ? `ScaledObject ${name}` : `HorizontalPodAutoscaler ${name}`;
	return {
		by,
		object,
		effect: "scales",
		isCertain: true,
		text: paused
			? `${object} is paused: the number of pods stays what it is.`
			: `${object} keeps it between ${least} and ${most} pods; the rollback leaves that alone.`,
		fix:
			by === "keda"
				? `to scale it to 0 and keep it there, annotate the ScaledObject with autoscaling.keda.sh/paused-replicas: "0"`
				: "at 0 pods the autoscaler rests by itself; it goes on as soon as the workload has a pod again",
		reconciler: null,
		held: null,
	};
}

function isOf(to: z.output<typeof reference>, { kind, metadata }: Subject): boolean {
	return to.name === metadata.name && (to.kind ?? "Deployment") === kind;
}
