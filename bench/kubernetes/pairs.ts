import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Figure } from "../figure.ts";
import { median, percentile } from "../statistics.ts";
import { type CountedCalls, callsOf, patchesSince } from "./calls.ts";
import type { BenchCluster } from "./cluster.ts";
import { deployBad, releaseShops, shopsOf, writeShopsConfig } from "./shops.ts";
import { byBackout, byHand, type Rolled } from "./ways.ts";

/** How long the API server may take to write its audit log, in milliseconds. */
const AUDIT_MS = 500;

/** One rollback each way, from the same state. */
interface Pair {
	readonly hand: Seen;
	readonly ours: Seen;
	readonly calls: CountedCalls | null;
}

/** A rollback and when the API server had its patch, in milliseconds from the start; NaN where there is no audit log. */
interface Seen extends Rolled {
	readonly patchedMs: number;
}

/** What both ways need. */
export interface PairParts {
	readonly cluster: BenchCluster;
	/** The built product. */
	readonly main: string;
	readonly healthUrl: string;
	readonly pairs: number;
	readonly tell: (text: string) => void;
}

/** Rolls one Deployment of three pods back by hand and by Backout, again and again, each of them first every other time; pods of the good release are ready after so long. */
export async function measurePairs(parts: PairParts, readyAfterMs: number): Promise<readonly Figure[]> {
	const { cluster } = parts;
	const shops = shopsOf(1, 3, readyAfterMs);
	const name = shops.names[0] ?? "";
	const hand = byHand(cluster);
	const directory = await writeShopsConfig(cluster, shops, parts.healthUrl);
	const ours = byBackout(parts.main, directory);
	await releaseShops(cluster, shops);
	const rolled = async (way: typeof hand, userAgent: string): Promise<Seen> => {
		const seen = await way(name);
		await deployBad(cluster, shops);
		return { ...seen, patchedMs: await patchedMs(cluster, seen, name, userAgent) };
	};
	const byHandSeen = () => rolled(hand, "kubectl");
	const oursSeen = () => rolled(ours, "backout");
	const pairs: Pair[] = [];
	// The first pair is not counted: it fills kubectl's discovery cache and the cache of compiled code.
	for (let index = 0; index <= parts.pairs; index++) {
		const [first, second] = index % 2 === 0 ? [await byHandSeen(), await oursSeen()] : [await oursSeen(), await byHandSeen()];
		const pair = index % 2 === 0 ? { hand: first, ours: second } : { hand: second, ours: first };
		const calls = cluster.auditLog === null ? null : callsOf(cluster.auditLog, pair.ours);
		if (index > 0) pairs.push({ ...pair, calls });
		parts.tell(`${readyAfterMs} ms, pair ${index}: kubectl ${shown(pair.hand)}, backout ${shown(pair.ours)}`);
	}
	await rm(directory, { recursive: true, force: true });
	return figuresOf(pairs, `pods ready after ${readyAfterMs} ms`);
}

async function patchedMs({ auditLog }: BenchCluster, { startedAtMs }: Rolled, name: string, userAgent: string): Promise<number> {
	if (auditLog === null) return Number.NaN;
	await sleep(AUDIT_MS);
	return (patchesSince(auditLog, startedAtMs, userAgent).get(name) ?? Number.NaN) - startedAtMs;
}

function shown({ patchedMs: patched, completeMs, endedMs }: Seen): string {
	return `patch ${Math.round(patched)}, complete ${Math.round(completeMs)}, ended ${Math.round(endedMs)} ms`;
}

function figuresOf(pairs: readonly Pair[], group: string): readonly Figure[] {
	const figure = (what: string, value: number, unit: string): Figure => ({ group, what, value, unit });
	const middle = (what: string, numbers: readonly number[]) => figure(what, median(numbers), "ms");
	const complete = pairs.map(({ hand, ours }) => ours.completeMs / hand.completeMs);
	const [hand, ours] = [pairs.map((pair) => pair.hand), pairs.map((pair) => pair.ours)];
	const ratioOf = (numbers: (seen: Seen) => number) => median(ours.map(numbers)) / median(hand.map(numbers));
	const times = "times kubectl";
	return [
		middle("kubectl: start to patch", hand.map(patchOf)),
		middle("backout: start to patch", ours.map(patchOf)),
		middle("kubectl: start to roll-out complete", hand.map(completeOf)),
		middle("backout: start to roll-out complete", ours.map(completeOf)),
		middle("backout: start to its process's end, proof and report included", ours.map(endOf)),
		figure(`roll-out complete, of the medians of ${pairs.length} pairs`, ratioOf(completeOf), times),
		figure("roll-out complete, median of the pairs", median(complete), times),
		figure("roll-out complete, quarter of the pairs below", percentile(complete, 0.25), times),
		figure("roll-out complete, quarter of the pairs above", percentile(complete, 0.75), times),
		figure("process ended, median of the pairs", median(pairs.map((pair) => pair.ours.endedMs / pair.hand.endedMs)), times),
		...callFigures(pairs, group),
	].filter(({ value }) => !Number.isNaN(value));
}

const patchOf = (seen: Seen): number => seen.patchedMs;
const completeOf = (seen: Seen): number => seen.completeMs;
const endOf = (seen: Seen): number => seen.endedMs;

function callFigures(pairs: readonly Pair[], group: string): readonly Figure[] {
	const counted = pairs.flatMap(({ calls }) => (calls === null ? [] : [calls]));
	if (counted.length === 0) return [];
	const most = (what: string, of: (calls: CountedCalls) => number): Figure => ({
		group,
		what: `API calls ${what}, at most`,
		value: Math.max(...counted.map(of)),
		unit: "calls",
	});
	return [
		most("before the plan", ({ plan }) => plan),
		most("between plan and step: the world, the evidence", ({ before }) => before),
		most("of the apply path, without watches", ({ apply }) => apply),
		most("that watch", ({ watches }) => watches),
		most("after it landed", ({ after }) => after),
	];
}
