import type { TargetRelease } from "../../../core/release.ts";
import { type Carrier, carriersOf, type Version, versionOf } from "./carrier.ts";
import { isSelectedBy, type Labels } from "./labels.ts";
import type { TrafficPod } from "./ready-pods.ts";

/** One colour: the pods that a Service would take if it selected them. */
export interface Colour {
	readonly name: string;
	readonly isLive: boolean;
	/** What the Service selects by when this colour is live. */
	readonly selector: Labels;
	readonly carriers: readonly Carrier[];
	readonly pods: readonly TrafficPod[];
	readonly version: Version;
	/** ISO 8601, when its pods were deployed; null when it has none. */
	readonly deployedAt: string | null;
}

/** Everything of one colour among the Deployments and pods of the namespace. */
export function colourOf(
	name: string,
	service: { readonly selector: Labels; readonly label: string },
	carriers: readonly Carrier[],
	pods: readonly TrafficPod[],
): Colour {
	const selector = { ...service.selector, [service.label]: name };
	const own = carriersOf(selector, carriers);
	const taken = pods.filter(({ labels }) => isSelectedBy(selector, labels));
	const times = own.length > 0 ? own.map(({ deployedAt }) => deployedAt) : taken.map(({ createdAt }) => createdAt);
	return {
		name,
		isLive: service.selector[service.label] === name,
		selector,
		carriers: own,
		pods: taken,
		version: versionOf(own.length > 0 ? own.map(({ image }) => image) : taken.map(({ image }) => image)),
		deployedAt: times.toSorted().at(-1) ?? null,
	};
}

/** How many of its pods are ready and stay. */
export function readyCount({ pods }: Colour): number {
	return pods.filter(({ isReady }) => isReady).length;
}

/** How many pods it is meant to have. */
export function wantedCount({ carriers, pods }: Colour): number {
	return carriers.length > 0 ? carriers.reduce((sum, { replicas }) => sum + replicas, 0) : pods.length;
}

/** True when nothing carries the colour: there is no release of it. */
export function isEmpty({ carriers, pods }: Colour): boolean {
	return carriers.length === 0 && pods.length === 0;
}

/** `blue:v1`: the colour alone would name another release after its next deploy. */
export function colourId({ name, version }: Colour): string {
	return `${name}:${version.label ?? "unknown"}`;
}

/**
 * The colour as a release. The live one went live when it was switched to, or when it was deployed anew since; another one that was deployed after that switch
 * was never live. `switchedAt` is null when the cluster does not keep it.
 */
export function releaseOfColour(colour: Colour, switchedAt: string | null): TargetRelease {
	const { version, deployedAt, isLive } = colour;
	const wasNeverLive = !isLive && switchedAt !== null && deployedAt !== null && deployedAt > switchedAt;
	return {
		id: colourId(colour),
		label: version.label ?? colour.name,
		commit: version.commit,
		digest: version.digest,
		deployedAt: isLive ? later(switchedAt, deployedAt) : deployedAt,
		unavailable: null,
		...(wasNeverLive ? { wasLive: false } : {}),
	};
}

function later(one: string | null, other: string | null): string | null {
	if (one === null || other === null) return one ?? other;
	return one > other ? one : other;
}
