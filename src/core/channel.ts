import type { ZodType } from "zod";
import type { Severity } from "./assessment.ts";
import type { PlanKind } from "./plan.ts";
import type { ReleaseName } from "./release.ts";
import type { HttpClient } from "./runtime.ts";

/** The moments people are told about. */
export type MessageKind = "started" | "update" | "done" | "unhealthy" | "failed" | "cancelled" | "approval";

/** Who ended a run before its time, and what had been done by then. */
export interface Stopped {
	/** `rejected`: a step was not approved. */
	readonly how: "cancelled" | "rejected";
	/** Null when nobody is recorded. */
	readonly by: string | null;
	/** Titles of the steps that had landed; none: nothing was changed. */
	readonly landed: readonly string[];
	/** How many steps the plan had. */
	readonly allSteps: number;
}

/** What is told; a channel turns it into its own form. Every text in it is masked already. */
export interface Message {
	readonly id: string;
	readonly kind: MessageKind;
	/** What kind of plan the run carries out; absent in messages of before there were others than returns. */
	readonly plan?: PlanKind;
	readonly service: string;
	readonly environment: string;
	readonly incident: string;
	readonly run: string;
	readonly severity: Severity | null;
	readonly from: ReleaseName | null;
	readonly to: ReleaseName | null;
	readonly reason: string;
	readonly by: string;
	/** Of `cancelled` only; null for every other kind. */
	readonly stopped: Stopped | null;
	/** ISO 8601. */
	readonly startedAt: string;
	readonly durationMs: number | null;
	readonly expectedMs: number | null;
	/** Numbers before and after, a line each. */
	readonly numbers: readonly string[];
	readonly nextSteps: readonly string[];
	/** ISO 8601 time of the next update, or null when there is none to come. */
	readonly nextUpdateAt: string | null;
}

/** How a delivery ended. A lost channel never blocks a run. */
export type Delivery =
	| { readonly ok: true }
	| { readonly ok: false; readonly detail: string; readonly retryable: boolean; readonly retryAfterMs: number | null };

/** One connected place where people are told. */
export interface Channel {
	deliver(message: Message, deadline: AbortSignal): Promise<Delivery>;
}

/** The port to one way of telling people; one file each under channels/. */
export interface ChannelKind<Config = unknown> {
	/** The key in the config: `slack`. */
	readonly kind: string;
	readonly schema: ZodType<Config>;
	connect(config: Config, context: { readonly http: HttpClient; readonly locale: string }): Channel;
}
