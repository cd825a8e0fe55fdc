import type { Goal, Proposal } from "../../../core/adapter.ts";
import type { KubernetesApi } from "../api/port.ts";
import type { Metadata } from "../object.ts";
import type { Objects } from "../rights/check.ts";
import { answerToSteering, type GitopsChoice } from "../steering/answer.ts";
import { readSteering } from "../steering/read.ts";
import type { Steering, Subject } from "../steering/steering.ts";
import { trafficPayloadOf } from "./payload.ts";

/** The object whose traffic is moved. */
export interface Moved {
	/** `Service`, `VirtualService`, and its API group. */
	readonly kind: string;
	readonly group: string;
	readonly metadata: Metadata;
	/** The Deployments that are in reach of a scale step. */
	readonly deployments: readonly Metadata[];
}

/** What is planned: between which releases, and when (ISO 8601). */
export interface PlannedMove {
	readonly goal: Extract<Goal, { kind: "return" }>;
	readonly from: string;
	readonly now: string;
	readonly gitops: GitopsChoice;
}

type Steps = Extract<Proposal, { kind: "steps" }>;

/** The proposal with what others mean for it who steer these objects: refused, paused around it, or said. Writes nothing. */
export async function amongSteerers(api: KubernetesApi, proposal: Proposal, moved: Moved, planned: PlannedMove): Promise<Proposal> {
	if (proposal.kind !== "steps") return proposal;
	const subject = subjectOf(api, moved);
	const inReach = moved.deployments.filter(({ name }) => scaleOf(proposal, name) !== null);
	const [ofObject, ...ofScaled] = await Promise.all([
		readSteering(api, subject),
		...inReach.map((metadata) => readSteering(api, deploymentSubject(api, metadata))),
	]);
	const writers = [...ofObject, ...ofScaled.flat().filter(({ effect }) => effect === "undoes-live-change")];
	const answer = answerToSteering(eachOnce(writers), planned.gitops, {
		subject,
		from: planned.from,
		to: planned.goal.to.id,
		cluster: api.cluster,
		now: planned.now,
		undoing: planned.goal.undoing ?? [],
	});
	if (answer.refused !== null) return answer.refused;
	const scalers = inReach.flatMap(({ name }, index) => scalerWarnings(ofScaled[index] ?? [], name, scaleOf(proposal, name) ?? 0));
	return {
		...proposal,
		steps: [...answer.before, ...proposal.steps, ...answer.after],
		warnings: [...proposal.warnings, ...answer.warnings, ...scalers],
	};
}

/** The moved object and the Deployments in its reach, as objects that somebody may steer. */
export function subjectsOf(api: KubernetesApi, moved: Moved): readonly Subject[] {
	return [subjectOf(api, moved), ...moved.deployments.map((metadata) => deploymentSubject(api, metadata))];
}

/** The Deployments whose number of pods may be changed, by name, as rights are asked for. */
export function scaled(carriers: readonly { readonly name: string }[]): Objects {
	const names = carriers.map(({ name }) => name);
	return { "deployments.apps/scale": names, "deployments.apps": names };
}

function subjectOf({ cluster: { namespace } }: KubernetesApi, { group, kind, metadata }: Moved): Subject {
	return { group, kind, namespace, metadata };
}

function deploymentSubject({ cluster: { namespace } }: KubernetesApi, metadata: Metadata): Subject {
	return { group: "apps", kind: "Deployment", namespace, metadata };
}

/** To how many pods a step of the proposal brings the Deployment; null when none does. */
function scaleOf({ steps }: Steps, deployment: string): number | null {
	const found = steps.flatMap((step) => {
		const payload = trafficPayloadOf({ id: step.name, payload: step.payload });
		return payload.kind === "scale" && payload.name === deployment ? [payload.to] : [];
	});
	return found[0] ?? null;
}

/** One Application may apply several of the objects. */
function eachOnce(steerings: readonly Steering[]): readonly Steering[] {
	return [...new Map(steerings.map((one) => [one.object, one])).values()];
}

/**
 * A HorizontalPodAutoscaler does nothing while its target is meant to have no pods (kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale, "implicit
 * maintenance-mode deactivation"); KEDA scales from 0 up itself.
 */
function scalerWarnings(steerings: readonly Steering[], deployment: string, to: number): readonly string[] {
	return steerings
		.filter(({ effect }) => effect === "scales")
		.map(({ by, object, isCertain, text, fix }) => {
			if (!isCertain) return `${deployment}: ${text} To do: ${fix}.`;
			if (to > 0) return `${deployment}: ${text}`;
			if (by === "keda") return `${object} may bring pods of ${deployment} back by itself: ${fix}.`;
			return `${object} rests while ${deployment} has no pods, and goes on when it is scaled up again.`;
		});
}
