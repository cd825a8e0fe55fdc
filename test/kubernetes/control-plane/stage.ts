import type { JsonObject } from "../../../src/core/json.ts";
import { MARKS } from "./marks.ts";

/** A pod for which `jq` yields one of `oneOf`, none of `noneOf`, something (`exists`) or nothing. */
export type Condition =
	| { readonly jq: string; readonly oneOf: readonly string[] }
	| { readonly jq: string; readonly noneOf: readonly string[] }
	| { readonly jq: string; readonly exists: boolean };

/** One thing that happens to an object: when, after how long, what its status is then (a Go template of YAML). */
export interface StageWish {
	readonly name: string;
	readonly kind: "Node" | "Pod";
	readonly when: readonly Condition[];
	readonly afterMs?: number;
	/** The annotation that says how long instead. */
	readonly afterMark?: string;
	readonly status?: string;
	readonly event?: { readonly type: "Normal" | "Warning"; readonly reason: string; readonly message: string };
	/** Another object that comes with it, a Go template of YAML. */
	readonly apply?: string;
	readonly isGone?: boolean;
}

/** A Stage as KWOK reads it (kwok.sigs.k8s.io/docs/user/stages-configuration, version 0.8). */
export function stageOf({ name, kind, when, afterMs = 0, afterMark, status, event, apply, isGone }: StageWish): JsonObject {
	const delay = {
		durationMilliseconds: afterMs,
		...(afterMark === undefined ? {} : { durationFrom: { expressionFrom: markQuery(afterMark) } }),
	};
	const steps = [
		...(event === undefined ? [] : [{ event }]),
		...(status === undefined ? [] : [{ patch: { subresource: "status", root: "status", template: status } }]),
		...(apply === undefined ? [] : [{ apply: { template: apply } }]),
		...(isGone === true ? [{ delete: true }] : []),
	];
	return {
		apiVersion: "kwok.x-k8s.io/v1alpha1",
		kind: "Stage",
		metadata: { name },
		spec: { resourceRef: { apiGroup: "v1", kind }, selector: { matchExpressions: when.map(expressionOf) }, delay, steps },
	};
}

/** Pods that are meant to behave so and are not being deleted. */
export function behaving(...behaviours: readonly string[]): readonly Condition[] {
	return [LIVING, { jq: markQuery(MARKS.behaviour), oneOf: behaviours }];
}

/** Pods that nobody told to fail. */
export const behavingWell: readonly Condition[] = [
	{ jq: ".metadata.deletionTimestamp", exists: false },
	{ jq: markQuery(MARKS.behaviour), noneOf: ["crash", "image-gone", "never-ready"] },
];

const LIVING: Condition = { jq: ".metadata.deletionTimestamp", exists: false };

function markQuery(mark: string): string {
	return `.metadata.annotations["${mark}"]`;
}

function expressionOf(condition: Condition): JsonObject {
	const jq = (operator: string, values: readonly string[] | null) => ({
		jq: { key: condition.jq, operator, ...(values === null ? {} : { values }) },
	});
	if ("oneOf" in condition) return jq("In", condition.oneOf);
	if ("noneOf" in condition) return jq("NotIn", condition.noneOf);
	return jq(condition.exists ? "Exists" : "DoesNotExist", null);
}
