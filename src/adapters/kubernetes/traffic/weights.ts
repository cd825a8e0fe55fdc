import { BackoutError } from "../../../core/error.ts";
import { formatShare } from "../../../core/number.ts";
import type { StepDraft, StepState } from "../../../core/step.ts";
import type { ClusterName, KubernetesApi } from "../api/port.ts";
import { kubectl } from "../workload/hand.ts";
import { type CanaryReader, ROUTE_FORMS } from "./canary-reader.ts";
import type { Change, Stand } from "./conditional.ts";
import type { Obstacle } from "./obstacle.ts";
import type { Kept, Shares, TrafficPayload, TrafficPayloadOf } from "./payload.ts";
import type { CanaryPlace } from "./place.ts";
import { isObstacle, type Split, sharesOf, weightsPatch } from "./split.ts";

/** Istio's proxies and most Gateways follow within seconds; a Gateway of a cloud provider may take a minute or two. */
const WEIGHTS_MS = 4 * 60_000;

type Weights = TrafficPayloadOf<"weights">;

/** The step that gives the two sides of a route other weights. */
export function weightsStep(split: Split, to: Shares, place: CanaryPlace, cluster: ClusterName, title: string): StepDraft {
	const from = sharesOf(split);
	const payload: TrafficPayload = {
		kind: "weights",
		namespace: cluster.namespace,
		name: place.name,
		route: place.route,
		stable: place.stable,
		canary: place.canary,
		from,
		to,
		isReported: place.form === "gateway" || split.isTaken === true,
	};
	const kept: Kept = { kind: "weights", shares: from };
	const patch = weightsPatch(split, to);
	const operations = patch.kind === "json" ? patch.operations : [];
	return {
		name: "weights",
		title,
		risk: "safe",
		repeat: "conditional",
		command: kubectl(
			cluster,
			"patch",
			ROUTE_FORMS[place.form].resource.word,
			place.name,
			"--type=json",
			"--patch",
			JSON.stringify(operations),
		),
		payload,
		undo: kept,
		timeoutMs: WEIGHTS_MS,
	};
}

/** Changes the two weights of the one route, and nothing else of the object. */
export function weightsChange(api: KubernetesApi, reader: CanaryReader, payload: Weights): Change<Split> {
	return {
		what: `route of ${payload.name}`,
		async read(limits) {
			const { split } = await reader.route(limits);
			if (isObstacle(split)) throw obstructed(split);
			return split;
		},
		versionOf: ({ metadata }) => metadata.resourceVersion,
		stand: (split) => standOfWeights(split, payload),
		write: async (split, limits) => await api.patch(await reader.path(limits), weightsPatch(split, payload.to), limits),
	};
}

/** Whether the route has the wanted weights, still those before, or something third. */
export function standOfWeights(split: Split, { from, to }: Weights): Stand {
	const now = sharesOf(split);
	if (isSame(now, to)) return { kind: "in-place" };
	if (isSame(now, from)) return { kind: "untouched" };
	return { kind: "moved", detail: `somebody else moved traffic meanwhile: ${weightsText(now)}` };
}

/** What the route shows of the step. */
export function stateOfWeights(split: Split, payload: Weights): StepState {
	const stand = standOfWeights(split, payload);
	const now = weightsText(sharesOf(split));
	if (stand.kind === "moved") return { state: "unknown", detail: stand.detail };
	if (stand.kind === "untouched") return { state: "untouched", detail: now };
	const trouble = split.trouble === null ? "" : `; ${split.trouble}`;
	if (!payload.isReported)
		return {
			state: split.trouble === null ? "landed" : "landing",
			detail: `${now}${trouble}; the mesh does not report when its proxies have it`,
		};
	return { state: split.isTaken === true && split.trouble === null ? "landed" : "landing", detail: `${now}${trouble}` };
}

/** `stable 90, canary 10`. */
export function weightsText({ stable, canary }: Shares): string {
	return `stable ${stable}, canary ${canary}`;
}

/** How much of the route's traffic a side gets: `10 %`. */
export function shareText(weight: number, { stable, canary, others }: Split): string {
	const sum = stable.weight + (canary?.weight ?? 0) + others;
	return formatShare(sum === 0 ? 0 : weight / sum);
}

function isSame(one: Shares, other: Shares): boolean {
	return one.stable === other.stable && one.canary === other.canary;
}

function obstructed({ rule, reason, fix }: Obstacle): BackoutError {
	return new BackoutError({ code: `kubernetes.${rule}`, message: reason, fix });
}
