import type { Blame } from "../../core/verdict.ts";
import type { Change } from "./change.ts";
import { isMuchNearer, nearbyDeploy, type OtherDeploy } from "./nearby.ts";
import type { OnsetMs } from "./onset.ts";
import { oncePerList } from "./stretch.ts";
import { explainedBy, ratePerMs, sharedBy, type TroubleStretches } from "./suspects.ts";

/** Somebody else beside the service, before and after. */
export interface Relative extends TroubleStretches {
	readonly name: string;
}

/** What is held against one another to find who is to blame; everything in milliseconds since the epoch and sorted. */
export interface BlameCase {
	readonly change: Change;
	readonly onset: OnsetMs | null;
	readonly deployedAtMs: number;
	/** How far apart the clocks may be, and how coarse the samples are, together. */
	readonly slackMs: number;
	readonly watchMs: number;
	readonly service: TroubleStretches;
	readonly dependencies: readonly Relative[];
	readonly callers: readonly Relative[];
	readonly unchanged: readonly Relative[];
	readonly otherDeploys: readonly OtherDeploy[];
}

/** Of the release's share, what is left when the change began before it took traffic. */
const IF_OLDER = 0.1;
/** The same when it began only after the release had been watched to the end. */
const IF_LATE = 0.4;
/** The same when another release took traffic at the same moment, or between ours and the change. */
const IF_NOT_ALONE = 0.7;
/** The same when that one may be felt only now, and ours would have been felt long before: as for a change that began late. */
const IF_OTHER_IS_NEARER = 0.4;
/** What is named has more than this: of the change, where the release did not go; of the additional traffic, a caller. */
const MAJORITY = 0.5;
/** Something is always left that nobody thought of. */
const NEVER_KNOWN = 0.03;
/** Traffic beyond the busiest hour before explains trouble by itself; below this many times that, it does not. */
const BUSIER = 1.2;
/** The most that traffic is blamed for: a bad release makes clients try again, which is traffic too. */
const MOST_OF_TRAFFIC = 0.6;

/** Who is to blame for the change, the largest share first; the shares together are 1. */
export function blameFor(blamed: BlameCase): readonly Blame[] {
	const { service } = blamed;
	const explained = blamed.dependencies
		.map((dependency) => ({ name: dependency.name, share: explainedBy(dependency, service, blamed.change) }))
		.toSorted((a, b) => b.share - a.share)[0];
	const byDependency = explained?.share ?? 0;
	const byTraffic = trafficShare(blamed, service) * (1 - byDependency);
	const left = 1 - byDependency - byTraffic;
	const elsewhere = elsewhereOf(blamed, service);
	const nearby = nearbyDeploy(blamed);
	const release = left * (1 - elsewhere.share) * doubtOf(blamed, nearby) * (1 - NEVER_KNOWN);
	const shares: readonly Blame[] = [
		{ suspect: "release", name: null, share: release },
		{ suspect: "dependency", name: explained?.name ?? null, share: byDependency },
		{ suspect: "traffic", name: null, share: byTraffic, ...(byTraffic > 0 ? sourceOf(blamed, service) : {}) },
		{
			suspect: "unknown",
			name: null,
			share: left - release,
			...(elsewhere.share > MAJORITY ? { seenIn: elsewhere.name } : {}),
			...(nearby === null ? {} : { deployOf: nearby.service }),
		},
	];
	return shares.filter(({ share }) => share > 0).toSorted((a, b) => b.share - a.share);
}

/** Where the release did not go: how much of the change shows there, 0..1, and where most of it. */
function elsewhereOf(blamed: BlameCase, service: TroubleStretches): { readonly name: string; readonly share: number } {
	const [most] = blamed.unchanged
		.map((one) => ({ name: one.name, share: sharedBy(one, service, blamed.change) ?? 0 }))
		.toSorted((a, b) => b.share - a.share);
	return most ?? { name: "", share: 0 };
}

/** What the release's share is multiplied with for when the change began and what else was deployed, 0..1. */
function doubtOf(blamed: BlameCase, nearby: OtherDeploy | null): number {
	const byTime = isOlder(blamed) ? IF_OLDER : isLate(blamed) ? IF_LATE : 1;
	if (nearby === null) return byTime;
	return byTime * (isMuchNearer(blamed.onset, blamed.deployedAtMs, nearby) ? IF_OTHER_IS_NEARER : IF_NOT_ALONE);
}

/** Whether the change began before the release took traffic, beyond what clocks and samples leave open. */
export function isOlder({ onset, deployedAtMs, slackMs }: Pick<BlameCase, "onset" | "deployedAtMs" | "slackMs">): boolean {
	return onset !== null && onset.latestMs < deployedAtMs - slackMs;
}

function isLate({ onset, deployedAtMs, watchMs }: BlameCase): boolean {
	return onset !== null && onset.earliestMs > deployedAtMs + watchMs;
}

/** Much more traffic than in the busiest twentieth of the time before. */
function trafficShare({ change }: BlameCase, { before, after }: TroubleStretches): number {
	if (change.change <= 0) return 0;
	const busiest = busiestRate(before);
	const now = ratePerMs(after);
	if (busiest === undefined || busiest <= 0 || !Number.isFinite(now)) return 0;
	return Math.min(MOST_OF_TRAFFIC, Math.max(0, (now / busiest - BUSIER) / 2));
}

/** Requests a millisecond that a twentieth of the samples exceed; undefined when none counted them. */
const busiestRate = oncePerList((samples) => {
	const rates = new Float64Array(samples.length);
	let count = 0;
	for (const { requests, fromMs, toMs } of samples) {
		if (requests === null) continue;
		rates[count] = requests / (toMs - fromMs);
		count += 1;
	}
	return rates.subarray(0, count).sort()[Math.floor(count * 0.95)];
});

/** The caller that more than half of the additional traffic comes from; nothing when none is known to be. */
function sourceOf(blamed: BlameCase, service: TroubleStretches): Pick<Blame, "seenIn"> {
	const [most] = blamed.callers
		.filter(({ isProbed }) => !isProbed)
		.map((caller) => ({ name: caller.name, additional: additionalRate(caller) }))
		.toSorted((a, b) => b.additional - a.additional);
	return most !== undefined && most.additional > additionalRate(service) * MAJORITY ? { seenIn: most.name } : {};
}

/** Requests a millisecond more than before; less than anything where they are not known. */
function additionalRate({ before, after }: TroubleStretches): number {
	const rate = ratePerMs(after) - ratePerMs(before);
	return Number.isFinite(rate) ? rate : Number.NEGATIVE_INFINITY;
}
