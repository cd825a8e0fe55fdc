/** What a log source answers for a stretch of time. */
export interface LogReading {
	/** Log entries, oldest first; a stack trace is part of its entry, its lines parted by `\n`. Null: the log could not be read, which is never "nothing was logged". */
	readonly entries: readonly string[] | null;
	/** Milliseconds since the epoch; the entries are all there are from `fromMs`, which is later than what was asked for where the log begins later or only its newest part was read, up to and without `toMs`. */
	readonly fromMs: number;
	readonly toMs: number;
	/** What was left out or why nothing could be read, for a person; empty when there is nothing to say. */
	readonly detail: string;
}

/** A kind of log line that is new since a moment, or has become far more frequent. */
export interface NewTemplate {
	/** What its lines have in common; what differs is `<*>`. */
	readonly template: string;
	/** Lines since the moment. */
	readonly count: number;
	/** Lines before it; 0: never seen before. */
	readonly countBefore: number;
	/** Whether its lines speak of a failure. */
	readonly isErrorLike: boolean;
	/** The first such line since the moment: one printable line of at most 200 characters. */
	readonly first: string;
}

/** What is new in the logs since a moment. */
export interface LogFindings {
	/** Those that speak of a failure first, then those never seen before, then the most frequent; null when the logs could not be compared. */
	readonly templates: readonly NewTemplate[] | null;
	/** What was compared or why nothing could be, for a person. */
	readonly detail: string;
}
