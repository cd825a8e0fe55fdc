/** How long requests took in one part of time, as its source gives it; statistics that are not known are null. */
export type Latency =
	| {
			readonly kind: "histogram";
			/** Upper bounds of the buckets in milliseconds, ascending; one more bucket, the last, is open. */
			readonly boundsMs: readonly number[];
			/** Requests in each bucket, not cumulative; one more than `boundsMs`. */
			readonly counts: readonly number[];
	  }
	| {
			readonly kind: "statistics";
			readonly meanMs: number | null;
			readonly p50Ms: number | null;
			readonly p95Ms: number | null;
			readonly p99Ms: number | null;
	  };

/** What was seen in one part of time. `null` always means "could not be measured", never zero. */
export interface Sample {
	/** Milliseconds since the epoch; the part is from `fromMs` up to and without `toMs`. */
	readonly fromMs: number;
	readonly toMs: number;
	readonly requests: number | null;
	/** Failed requests, a part of `requests`. */
	readonly errors: number | null;
	/** errors / requests, 0..1, where only the share is known; null when the counts say it. */
	readonly errorRatio: number | null;
	readonly latency: Latency | null;
}

/** Samples of one service or instance group, in any order. */
export interface Series {
	readonly name: string;
	readonly samples: readonly Sample[];
	/** Why the source has no samples from before the release, in its own words; absent where it has some, or where nobody asked. */
	readonly nothingBefore?: string;
	/** True: they are looks of our own, so how many there are says nothing about how many users' requests there are. */
	readonly isProbed?: boolean;
}

/** What a source answers for a stretch of time; a part that it knows nothing of is left out. */
export interface SeriesReading {
	readonly samples: readonly Sample[];
	/** What was measured or why nothing could be, for a person. */
	readonly detail: string;
}
