import { percentile } from "../statistics.ts";
import type { Crew } from "./campaign.ts";
import { type NamedScene, SCENES } from "./scenes.ts";
import { LOOK_MS } from "./simulated-watch.ts";
import { BACKOUT, METHODS } from "./watching.ts";

/** How one method did on one scene. */
export interface SceneResult {
	readonly scene: NamedScene;
	readonly method: string;
	readonly watches: number;
	/** Watches in which the release was called bad. */
	readonly calledBad: number;
	/** Seconds from the deploy until half, and nine of ten, of *all* watches had called it bad; null when they never did. */
	readonly medianSeconds: number | null;
	readonly p90Seconds: number | null;
}

/** How many watches of each kind of scene. */
export interface Amounts {
	/** Of the scenes whose false alarms are promised. */
	readonly promise: number;
	readonly other: number;
	/** With latency: each look draws and sorts the times of single requests. */
	readonly latency: number;
	/** Of each scene for each peer. */
	readonly peers: number;
}

/** What a hurried person waits for. */
export function amountsFor(watches: number): Amounts {
	return { promise: watches, other: watches, latency: Math.min(watches, 40), peers: Math.min(watches, 100) };
}

/** What is published: a hundred thousand watches tell one false alarm in 1,000 from two. */
export const FULL: Amounts = { promise: 100_000, other: 10_000, latency: 1_000, peers: 1_000 };

/** Every scene by our method; with peers also every scene without latency by theirs. `begin` is told what starts. */
export async function simulate(
	crew: Crew,
	amounts: Amounts,
	withPeers: boolean,
	begin: (what: string) => void,
): Promise<readonly SceneResult[]> {
	const results: SceneResult[] = [];
	for (const method of METHODS) {
		if (method !== BACKOUT && !withPeers) continue;
		for (const scene of SCENES) {
			const watches = method === BACKOUT ? amountOf(scene, amounts) : amounts.peers;
			if (method !== BACKOUT && scene.kind === "other") continue;
			begin(`${method.name}: ${scene.key}, ${watches} watches`);
			results.push(resultOf(scene, method.name, await crew.watch(scene.key, method.name, watches)));
		}
	}
	return results;
}

function amountOf({ latency, kind }: NamedScene, amounts: Amounts): number {
	if (latency !== null) return amounts.latency;
	return kind === "promise" ? amounts.promise : amounts.other;
}

/** The result from the look of each watch that called it bad, −1 for none. */
export function resultOf(scene: NamedScene, method: string, looks: readonly number[]): SceneResult {
	const seconds = looks.map((look) => (look < 0 ? Number.POSITIVE_INFINITY : ((look + 1) * LOOK_MS) / 1_000));
	const finite = (value: number) => (Number.isFinite(value) ? value : null);
	return {
		scene,
		method,
		watches: looks.length,
		calledBad: looks.filter((look) => look >= 0).length,
		medianSeconds: finite(percentile(seconds, 0.5)),
		p90Seconds: finite(percentile(seconds, 0.9)),
	};
}
