import type { Metadata } from "../object.ts";
import type { Obstacle } from "./obstacle.ts";

/** argo-rollouts.readthedocs.io: what its controller writes on the Services and DestinationRules that it steers (utils/annotations, ManagedByRolloutsKey). */
const BY_ROLLOUT = "argo-rollouts.argoproj.io/managed-by-rollouts";
/** The Gateway API plugin marks a route while a canary runs. */
const GATEWAY_PLUGIN = "rollouts.argoproj.io/gatewayapi-canary";

/** Another controller that moves this object's traffic and would take our change back, as a refusal; null when no mark tells of one. */
export function steererOf(metadata: Metadata, what: string): Obstacle | null {
	const rollout = metadata.annotations?.[BY_ROLLOUT];
	if (rollout !== undefined || metadata.labels?.[GATEWAY_PLUGIN] !== undefined) return byRollouts(what, rollout ?? null);
	const owner = metadata.ownerReferences?.find(({ kind }) => kind === "Rollout" || kind === "Canary");
	if (owner?.kind === "Rollout") return byRollouts(what, owner.name);
	const isFlaggers = owner !== undefined || metadata.labels?.["app.kubernetes.io/managed-by"] === "flagger";
	if (isFlaggers) return byFlagger(what, owner?.name ?? null);
	return byWriter(metadata, what);
}

/** Nothing but the list of writers tells that a VirtualService is a Rollout's: Argo Rollouts leaves no other mark on it. */
function byWriter({ managedFields = [] }: Metadata, what: string): Obstacle | null {
	const writers = managedFields.map(({ manager = "" }) => manager);
	if (writers.some((name) => /^(argo-rollouts|rollouts-controller|gatewayapi-plugin)/.test(name))) return byRollouts(what, null);
	return writers.some((name) => name === "flagger") ? byFlagger(what, null) : null;
}

function byRollouts(what: string, rollout: string | null): Obstacle {
	const name = rollout === null ? "a Rollout" : `Rollout ${rollout}`;
	return {
		rule: "steered-by-argo-rollouts",
		reason: `Argo Rollouts moves the traffic of ${what} (${name}): it would take a change back at once.`,
		fix: `Abort the Rollout instead (\`kubectl argo rollouts abort ${rollout ?? "<rollout>"}\`), or name it as the target.`,
	};
}

function byFlagger(what: string, canary: string | null): Obstacle {
	const name = canary === null ? "a Canary" : `Canary ${canary}`;
	return {
		rule: "steered-by-flagger",
		reason: `Flagger moves the traffic of ${what} (${name}): it would take a change back at its next look.`,
		fix: "Return the workload that the Canary names in spec.targetRef (`kubernetes: { deployment: … }`): Flagger moves the traffic after it.",
	};
}
