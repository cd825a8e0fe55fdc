import { lognormalHistogram, lognormalStatistics } from "./latency-shape.ts";
import type { Scene } from "./simulated-watch.ts";
import { bursting, daily, steady, wandering } from "./traffic.ts";

/** Failed share of a healthy service, and of one that a release broke: the runbooks' "investigate" and "act". */
export const HEALTHY_SHARE = 0.01;
export const BROKEN_SHARE = 0.05;

/** The rates that are asked for, and how a person says them. */
export const RATES = [
	{ name: "10 requests/min", perSecond: 10 / 60 },
	{ name: "1 request/s", perSecond: 1 },
	{ name: "10 requests/s", perSecond: 10 },
	{ name: "100 requests/s", perSecond: 100 },
	{ name: "1,000 requests/s", perSecond: 1_000 },
] as const;
const [TEN_A_MINUTE, ONE, TEN, HUNDRED] = RATES;

/** A scene that can be told to another process by its key. */
export interface NamedScene extends Scene {
	readonly key: string;
	/** `promise`: the false alarms that are promised, measured most often. `other`: what traffic does beside. `power`: is a broken release found? */
	readonly kind: "promise" | "other" | "power";
	readonly rate: string;
}

type Rate = (typeof RATES)[number];

function healthy(kind: NamedScene["kind"], rate: Rate, { behaviour, latency }: Pick<Scene, "behaviour" | "latency">): NamedScene {
	const shares = { before: HEALTHY_SHARE, after: HEALTHY_SHARE };
	const key = `healthy, ${rate.name}, ${latency?.name ?? behaviour.name}`;
	return { key, kind, rate: rate.name, behaviour, latency, requestsPerSecond: rate.perSecond, ...shares };
}

function broken(rate: Rate): NamedScene {
	const scene = healthy("power", rate, { behaviour: steady, latency: null });
	return { ...scene, key: `broken, ${rate.name}`, after: BROKEN_SHARE };
}

/** Everything that is simulated. */
export const SCENES: readonly NamedScene[] = [
	...[TEN_A_MINUTE, HUNDRED].map((rate) => healthy("promise", rate, { behaviour: steady, latency: null })),
	...[wandering, bursting, daily].flatMap((behaviour) =>
		[TEN_A_MINUTE, TEN].map((rate) => healthy("other", rate, { behaviour, latency: null })),
	),
	...[lognormalStatistics, lognormalHistogram].flatMap((latency) =>
		[TEN_A_MINUTE, ONE].map((rate) => healthy("other", rate, { behaviour: steady, latency })),
	),
	...RATES.map(broken),
];

/** The scene with the key; throws when there is none. */
export function sceneOf(key: string): NamedScene {
	const scene = SCENES.find((one) => one.key === key);
	if (scene === undefined) throw new Error(`there is no scene "${key}"`);
	return scene;
}
