import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { metadataShape, shaped } from "../object.ts";
import type { Steering, Subject } from "./steering.ts";

const reference = z.looseObject({ kind: z.string().optional(), name: z.string().optional() });
const rolloutShape = z.looseObject({ metadata: metadataShape, spec: z.looseObject({ workloadRef: reference.nullish() }) });
const canaryShape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({ targetRef: reference.nullish(), suspend: z.boolean().nullish(), skipAnalysis: z.boolean().nullish() }),
	status: z.looseObject({ phase: z.string().optional() }).prefault({}),
});

/** The Argo Rollouts that take their pod template from the workload (argo-rollouts.readthedocs.io/en/stable/migrating, "reference Deployment"). */
export function rolloutSteering(rollouts: readonly JsonObject[], subject: Subject): readonly Steering[] {
	return rollouts
		.map((object) => shaped(rolloutShape, object, "an Argo Rollout"))
		.filter(({ spec }) => refersTo(spec.workloadRef, subject))
		.map(({ metadata: { name } }) => ({
			by: "argo-rollouts",
			object: `Rollout ${name}`,
			effect: "owns-history",
			isCertain: true,
			text: `Argo Rollouts' Rollout ${name} takes its pod template from it: the pods are the Rollout's, and a change here goes through its steps.`,
			fix: `name the Rollout in the config instead: \`kubernetes: { rollout: ${name} }\``,
			reconciler: null,
			held: null,
		}));
}

/** Flagger's Canaries of the workload, and of the one whose `-primary` it is (docs.flagger.app/usage/how-it-works). */
export function canarySteering(canaries: readonly JsonObject[], subject: Subject): readonly Steering[] {
	return canaries
		.map((object) => shaped(canaryShape, object, "a Flagger Canary"))
		.flatMap((canary) => {
			if (canary.spec.suspend === true) return [];
			if (refersTo(canary.spec.targetRef, subject)) return [ofTarget(canary)];
			const primary = { ...subject, metadata: { ...subject.metadata, name: subject.metadata.name.replace(/-primary$/, "") } };
			const isPrimary = subject.metadata.name.endsWith("-primary") && refersTo(canary.spec.targetRef, primary);
			return isPrimary ? [ofPrimary(canary, primary.metadata.name)] : [];
		});
}

type Canary = z.output<typeof canaryShape>;

function ofTarget({ metadata: { name }, spec, status }: Canary): Steering {
	const how = spec.skipAnalysis === true ? "without analysis" : "step by step, after its analysis";
	return {
		by: "flagger",
		object: `Canary ${name}`,
		effect: "owns-history",
		isCertain: true,
		text: `Flagger's Canary ${name}${status.phase === undefined ? "" : ` (${status.phase})`} releases it: the returned version is a new canary for it and takes over ${how}; until then the traffic stays on the primary.`,
		fix: `to return at once set spec.skipAnalysis of Canary ${name} to true for the rollback; while a canary still runs Flagger returns by itself when its analysis fails`,
		reconciler: null,
		held: null,
	};
}

function ofPrimary({ metadata: { name } }: Canary, target: string): Steering {
	return {
		by: "flagger",
		object: `Canary ${name}`,
		effect: "next-sync",
		isCertain: true,
		text: `It is the primary of Flagger's Canary ${name}: the next promotion overwrites it with the template of ${target}.`,
		fix: `return ${target} too, or Flagger promotes its version again`,
		reconciler: null,
		held: null,
	};
}

function refersTo(to: z.output<typeof reference> | null | undefined, { kind, metadata }: Subject): boolean {
	return to?.name === metadata.name && (to.kind ?? "Deployment") === kind;
}
