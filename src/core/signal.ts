import type { ZodType } from "zod";
import type { LogReading } from "./log.ts";
import type { Clock, HttpClient, ProcessRunner } from "./runtime.ts";
import type { SeriesReading } from "./series.ts";

/** A stretch of time; both ends ISO 8601, `from` before `to`. */
export interface Window {
	readonly from: string;
	readonly to: string;
}

/** What a signal tells about: a health check, a smoke test, an error rate, a latency, a pattern in the logs, a certificate; readiness is what a target's own platform says. */
export type SignalMeasure = "health" | "smoke" | "readiness" | "error-rate" | "latency" | "log-pattern" | "certificate";

/** Why clients refuse a certificate. */
export type CertificateProblem = "expired" | "not-yet-valid" | "self-signed" | "untrusted-chain" | "wrong-host";

/** What a source saw in one window. `null` always means "could not be measured", never zero. */
export type Reading =
	| {
			readonly kind: "check";
			/** Whether the check passed; null when it could not be made at all. */
			readonly passed: boolean | null;
			readonly latencyMs: number | null;
			readonly detail: string;
			/** Only some of what is looked at fails, and some is well. */
			readonly isPartial?: boolean;
			/** What still serves in the place of what fails, as one clause. */
			readonly standIn?: string;
			/** The last lines of what fails. */
			readonly excerpt?: string;
	  }
	| {
			readonly kind: "ratio";
			/** Failed and total requests in the window; null when unknown. */
			readonly failed: number | null;
			readonly total: number | null;
			/** failed / total, 0..1; may be known when the counts are not. */
			readonly ratio: number | null;
			/** ISO 8601: nothing before this is known, when that is inside the window. */
			readonly knownFrom?: string;
			readonly detail: string;
	  }
	| {
			readonly kind: "latency";
			/** The statistic in milliseconds; null when unknown. */
			readonly ms: number | null;
			readonly statistic: "p50" | "p95" | "p99" | "mean";
			readonly samples: number | null;
			readonly detail: string;
	  }
	| {
			readonly kind: "count";
			/** Matches of the pattern in the window; null when unknown. */
			readonly count: number | null;
			/** ISO 8601: nothing before this is known, when that is inside the window. */
			readonly knownFrom?: string;
			readonly detail: string;
	  }
	| {
			readonly kind: "certificate";
			/** Whole days until the first certificate of the chain ends, below zero when it has; null when no certificate was seen. */
			readonly daysLeft: number | null;
			/** Why clients refuse it; null when they accept it, or when none was seen. */
			readonly problem: CertificateProblem | null;
			readonly detail: string;
			/** From how many days on it is to be renewed soon, and at once; those of `certificate.ts` when left out. */
			readonly limits?: { readonly warnDays: number; readonly minimumDays: number };
	  };

/** The port to one place where facts are measured; one file each under signals/. */
export interface SignalSource {
	/** Unique in a service and environment: `errors`, `GET https://…/health`. */
	readonly name: string;
	/** The kind in the config: `http`, `prometheus`, `command`, `log`. */
	readonly source: string;
	readonly measure: SignalMeasure;
	/** Whether `read` can answer for a window that is over (Prometheus, log files), or only for now (probes). */
	readonly hasPast: boolean;
	/** How long one `read` or `series` may take by the source's own settings, in milliseconds: it then says itself that its time was up. Absent: the reader's own limit counts. */
	readonly withinMs?: number;
	/** What was seen in the window. Answers within the deadline: a source that cannot, or that is away, returns a reading of nulls whose detail says why. Throws only on a bug. */
	read(window: Window, deadline: AbortSignal): Promise<Reading>;
	/** The window in parts of `partMs` milliseconds, for the judge; absent where the source has no past or cannot be cut into parts. Never throws for what the source or the network does. */
	series?(window: Window, partMs: number, deadline: AbortSignal): Promise<SeriesReading>;
	/** What was logged in the window, bounded to its newest part; absent where the source is no log. Never throws for what the source does. */
	lines?(window: Window, deadline: AbortSignal): Promise<LogReading>;
}

/** One measured fact with what it was before; what assessments, verifications and reports carry. */
export interface Signal {
	readonly name: string;
	readonly source: string;
	readonly measure: SignalMeasure;
	readonly window: Window;
	readonly reading: Reading;
	/** The same from before the release took traffic; null when there is no such time or the source has no past. */
	readonly baseline: Reading | null;
	/** `unknown` when it could not be measured or there is nothing to hold it against. */
	readonly state: "normal" | "abnormal" | "unknown";
	/** One line for a person: "8.1 % of 412 requests failed (before: 0.2 % of 3,980)". */
	readonly text: string;
}

/** What is handed to a signal source when it connects. */
export interface SignalContext {
	readonly name: string;
	readonly measure: SignalMeasure;
	/** The config file's directory: relative paths in the config start here. */
	readonly directory: string;
	readonly processes: ProcessRunner;
	readonly http: HttpClient;
	readonly clock: Clock;
}

/** The port to one kind of source; one file each under signals/. */
export interface SignalKind<Config = unknown> {
	/** The key in the config: `prometheus`. */
	readonly kind: string;
	/** Where it may stand in the config. */
	readonly measures: readonly SignalMeasure[];
	readonly schema: ZodType<Config>;
	/** The measure the settings ask for (a Prometheus source with `p95` is a latency); checks take theirs from where they stand. */
	measureOf(config: Config): SignalMeasure;
	/** The URLs or files the config names: two environments that share one are a config fault. Pure. */
	endpoints(config: Config): readonly string[];
	connect(config: Config, context: SignalContext): SignalSource;
}
