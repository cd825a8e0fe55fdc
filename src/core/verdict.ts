/** What the judge makes of a release. The last two are never folded into the first two. */
export type ReleaseVerdict = "bad" | "good" | "not-enough-evidence" | "telemetry-broken";

/** How much something changed since the release took traffic. */
export interface Effect {
	readonly measure: "errors" | "latency";
	/** `share` for errors; for latency the statistic that was compared. */
	readonly statistic: "share" | "mean" | "p50" | "p95" | "p99";
	/** Before and after: a share 0..1, or milliseconds. */
	readonly before: number;
	readonly after: number;
	/** after − before, with the interval it lies in (95 %). */
	readonly change: number;
	readonly low: number;
	readonly high: number;
}

/** When the change began, as well as the samples can tell. ISO 8601. */
export interface Onset {
	readonly at: string;
	readonly earliest: string;
	readonly latest: string;
}

/** One suspect's share of the blame; all shares together are 1. */
export interface Blame {
	readonly suspect: "release" | "dependency" | "traffic" | "unknown";
	/** The dependency's name; null for the others. */
	readonly name: string | null;
	/** Where that shows: of `traffic` the caller that most of it comes from, of `unknown` where the release did not go and it is as bad. Absent: nowhere that is known. */
	readonly seenIn?: string;
	/** Of `unknown`: another service that was deployed where the change began, or a little before. Absent: none that is known. */
	readonly deployOf?: string;
	/** 0..1. */
	readonly share: number;
}

/** The judge's whole answer about one release. Plain JSON. */
export interface ReleaseJudgement {
	/** The release's id. */
	readonly release: string;
	readonly verdict: ReleaseVerdict;
	/** 0..1. */
	readonly confidence: number;
	/** Whether the service is worse than before, whoever is to blame. */
	readonly isWorse: boolean;
	/** The clearest change first. */
	readonly effects: readonly Effect[];
	readonly onset: Onset | null;
	/** The largest share first. */
	readonly blame: readonly Blame[];
	/** Each dependency by itself, told while the service is not surely worse; absent otherwise. */
	readonly dependencies?: readonly { readonly name: string; readonly state: "worse" | "as-before" | "unknown" }[];
	/** What a change from the baseline to 5 % errors would take to be seen at this traffic, in milliseconds; null when that is not known. */
	readonly visibleInMs: number | null;
	/** One sentence that a tired person understands. */
	readonly text: string;
	/** ISO 8601, when the verdict became `bad` and latched; null otherwise. */
	readonly latchedAt: string | null;
	/** Present where a `bad` that latched is no more what this look alone would say; everything else is then told as it was found. */
	readonly latched?: {
		/** The sentence of then. */
		readonly text: string;
		/** What this look alone says. */
		readonly now: ReleaseVerdict;
		readonly nowText: string;
	};
	/** ISO 8601, when a person took a bad verdict off: only what came later counts against the release. Absent where nobody did. */
	readonly takenOffAt?: string;
}
