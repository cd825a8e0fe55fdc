import type { Goal, Proposal } from "../../../core/adapter.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { StepDraft } from "../../../core/step.ts";
import type { ClusterName } from "../api/port.ts";
import type { SeenCanary, SeenSide } from "./canary-reader.ts";
import type { Carrier } from "./carrier.ts";
import { keptOf, type Shares } from "./payload.ts";
import type { CanaryPlace } from "./place.ts";
import { scaleStep } from "./scale.ts";
import { sharesOf, withoutCanary } from "./split.ts";
import { shareText, weightsStep } from "./weights.ts";

type Return = Extract<Goal, { kind: "return" }>;

/** The steps that give a side of the route the traffic: all of it to the stable one, or to the canary what it had. Nothing to do, or refused with the fix, otherwise. */
export function proposeShift(goal: Return, seen: SeenCanary, place: CanaryPlace, cluster: ClusterName): Proposal {
	const { stable, canary } = seen;
	const isLive = { stable: sharesOf(seen.split).canary === 0, canary: sharesOf(seen.split).canary > 0 };
	if (goal.to.id === stable.release.id) return isLive.stable ? inPlace(goal, stable) : toStable(seen, place, cluster);
	if (canary === null || goal.to.id !== canary.release.id) return gone(goal.to.id, seen);
	return isLive.canary ? inPlace(goal, canary) : toCanary(goal, seen, canary, place, cluster);
}

/** `current` is the canary while it has any weight. */
export function liveSide({ split, stable, canary }: SeenCanary): SeenSide {
	return canary !== null && (split.canary?.weight ?? 0) > 0 ? canary : stable;
}

function toStable(seen: SeenCanary, place: CanaryPlace, cluster: ClusterName): Proposal {
	const { split, stable, canary } = seen;
	const lack = subsetLack(stable) ?? podLack(stable, canary);
	if (lack !== null) return lack;
	const from = sharesOf(split);
	const growth = growthOf(stable, canary);
	const grow =
		growth === null
			? []
			: [scaleStep(cluster, growth.carrier, growth.to, growTitle(growth.carrier, growth.to, "as many as the canary has"))];
	const title = `Take ${canary?.release.label ?? place.canary} its ${shareText(from.canary, split)} of the ${split.what}, and give it to ${stable.release.label}`;
	const shrinking = shrink(seen, place);
	return {
		kind: "steps",
		steps: [
			...grow,
			weightsStep(split, withoutCanary(from), place, cluster, title),
			...shrinking.map((carrier) => scaleDown(cluster, carrier)),
		],
		warnings: [...split.warnings, ...sideWarnings(stable), ...elsewhereWarnings(seen, place)],
		notChanged: [
			`Every other route of ${place.name} stays as it is, and so do the matches, filters, headers and time-outs of this one.`,
			...(shrinking.length === 0 ? [`The pods of ${place.canary} stay as they are, without traffic of this route.`] : []),
			"ConfigMaps, Secrets and volumes that the pods use stay as they are today.",
		],
	};
}

/** Only a run that took the traffic away knows how much it was. */
function toCanary(goal: Return, seen: SeenCanary, canary: SeenSide, place: CanaryPlace, cluster: ClusterName): Proposal {
	const kept = keptOf(goal.undoing ?? []);
	const shares = kept.find((one) => one.kind === "weights")?.shares ?? null;
	const from = sharesOf(seen.split);
	if (shares === null) return shareUnknown(canary, seen);
	if (seen.split.canary === null || shares.stable + shares.canary !== from.stable + from.canary) return routeChanged(seen, shares);
	const lack = subsetLack(canary);
	if (lack !== null) return lack;
	const wanted = kept.flatMap((one) => (one.kind === "scale" ? [one] : []));
	const grow = wanted.flatMap(({ name, replicas }) =>
		canary.carriers
			.filter((carrier) => carrier.name === name && carrier.replicas < replicas)
			.map((carrier) => scaleStep(cluster, carrier, replicas, growTitle(carrier, replicas, "as many as it had"))),
	);
	if (grow.length === 0 && canary.carriers.length > 0 && availableOf(canary) === 0) return notReady(canary);
	const title = `Give ${canary.release.label} ${shareText(shares.canary, seen.split)} of the ${seen.split.what} again, as before`;
	return {
		kind: "steps",
		steps: [...grow, weightsStep(seen.split, shares, place, cluster, title)],
		warnings: [...seen.split.warnings, ...sideWarnings(canary)],
		notChanged: [`Every other route of ${place.name} stays as it is, and so do the matches, filters, headers and time-outs of this one.`],
	};
}

function inPlace(goal: Return, { name, release }: SeenSide): Proposal {
	if (goal.force !== true) return { kind: "nothing", reason: `${release.label} (${name}) is what the route leads to already` };
	return {
		kind: "refused",
		rule: "cannot-force",
		reason: `The route leads to ${release.label} (${name}) already: writing its weights again would deploy nothing anew.`,
		fix: "Name its Deployment as a target of its own (`kubernetes: { deployment: … }`): that one can be restarted.",
	};
}

function gone(id: string, { stable, canary }: SeenCanary): Proposal {
	const held = [stable, ...(canary === null ? [] : [canary])].map(({ release }) => release.id);
	return {
		kind: "refused",
		rule: "release-gone",
		reason: `Neither side of the route is ${id} any more.`,
		fix: `There is ${held.join(" and ")}: choose one of them with --to, or deploy the wanted version anew.`,
	};
}

function shareUnknown({ name }: SeenSide, { split }: SeenCanary): Proposal {
	return {
		kind: "refused",
		rule: "canary-share-unknown",
		reason: `How much of the ${split.what} ${name} should get is not known.`,
		fix: "`backout undo <run>` gives it back what a run took from it; a new canary is begun by your deploy tool.",
	};
}

function routeChanged({ split }: SeenCanary, { stable, canary }: Shares): Proposal {
	const now = sharesOf(split);
	return {
		kind: "refused",
		rule: "route-changed",
		reason: `The ${split.what} was changed since: it had ${stable} and ${canary}, and now it has ${now.stable} and ${now.canary}${split.canary === null ? ", without the canary" : ""}.`,
		fix: "Look who changed it, and set the weights with your deploy tool.",
	};
}

function subsetLack({ name, side: { isDefined } }: SeenSide): Proposal | null {
	if (isDefined !== false) return null;
	return {
		kind: "refused",
		rule: "subset-missing",
		reason: `No DestinationRule of its host defines the subset ${name}: requests to it would be answered with 503.`,
		fix: `Define the subset ${name} in the DestinationRule, or correct the name in the config.`,
	};
}

/** Traffic that is moved to a side without pods is lost; where nobody can tell its pods, it is only said. */
function podLack(stable: SeenSide, canary: SeenSide | null): Proposal | null {
	if (stable.carriers.length === 0 || availableOf(stable) > 0) return null;
	return growthOf(stable, canary) === null ? notReady(stable) : null;
}

function notReady({ name, carriers }: SeenSide): Proposal {
	const names = carriers.map((carrier) => carrier.name);
	const failure = carriers.flatMap((carrier) => carrier.failure ?? [])[0];
	return {
		kind: "refused",
		rule: "side-not-ready",
		reason: `${name} has no pod that is available (${names.join(", ")}): its traffic would go nowhere${failure === undefined ? "" : `; ${failure}`}.`,
		fix: `Bring it up first: \`kubectl describe deployment ${names.join(" ")}\` tells what is missing. Then plan again.`,
	};
}

/** The stable side's one Deployment, when it has fewer pods than the canary: it was scaled down while the canary grew. */
function growthOf(stable: SeenSide, canary: SeenSide | null): { readonly carrier: Carrier; readonly to: number } | null {
	const [carrier, ...others] = stable.carriers;
	const to = Math.max(1, replicasOf(canary));
	return carrier !== undefined && others.length === 0 && carrier.replicas < to ? { carrier, to } : null;
}

/** The Deployments that get no traffic any more; only the one that the config names, and only when nothing else leads to it. */
function shrink({ canary, split }: SeenCanary, place: CanaryPlace): readonly Carrier[] {
	if (place.deployment === null || canary === null || split.elsewhere.length > 0) return [];
	return canary.carriers.filter(({ replicas }) => replicas > 0);
}

function scaleDown(cluster: ClusterName, carrier: Carrier): StepDraft {
	return scaleStep(cluster, carrier, 0, `Take the ${formatQuantity(carrier.replicas, "pod")} of ${carrier.name} away`);
}

function growTitle({ name, replicas }: Carrier, to: number, why: string): string {
	return `Bring ${name} from ${formatQuantity(replicas, "pod")} to ${to}, ${why}`;
}

function sideWarnings({ name, side, carriers }: SeenSide): readonly string[] {
	return [
		...(side.isDefined === null ? [`No DestinationRule of this namespace defines the subset ${name}: Istio must find it elsewhere.`] : []),
		...(carriers.length === 0 ? [`Which pods ${name} has cannot be told: see yourself that they are ready.`] : []),
	];
}

function elsewhereWarnings({ split }: SeenCanary, { name, canary, deployment }: CanaryPlace): readonly string[] {
	if (split.elsewhere.length === 0) return [];
	const kept = deployment === null ? "" : `; so the pods of ${deployment} stay`;
	return [
		`${canary} still gets traffic of ${name} by ${split.elsewhere.join(" and ")}, which ${split.elsewhere.length === 1 ? "is" : "are"} not touched${kept}.`,
	];
}

function availableOf({ carriers }: SeenSide): number {
	return carriers.reduce((sum, { available }) => sum + available, 0);
}

function replicasOf(side: SeenSide | null): number {
	return (side?.carriers ?? []).reduce((sum, { replicas }) => sum + replicas, 0);
}
