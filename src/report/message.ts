import type { Message, MessageKind } from "../core/channel.ts";
import { formatCount } from "../core/number.ts";
import type { CaseFile } from "../core/report.ts";
import type { CaseReview } from "../core/review.ts";
import { eventsOf } from "../core/run-events.ts";
import { maskedCopy } from "./masked.ts";
import { nextSteps } from "./message-steps.ts";
import { type CaseRun, lossText, type ReportInput } from "./standing.ts";
import { stoppedIn } from "./stopped.ts";

/** People are told at least this often while it is not over (facts.md: first within 5 minutes, then every 20). */
const UPDATE_EVERY_MS = 1_200_000;

/** What a message needs besides the case. */
export interface MessageOptions {
	/** The run it is about; must be in the case file. */
	readonly run: string;
	readonly mask: (text: string) => string;
	/** ISO 8601. */
	readonly now: string;
	/** Tells messages of one kind apart: the number of an update. One of each kind a run when left out, one for each step that asks for approval. */
	readonly part?: string;
	/** How often people are told, in milliseconds; 20 minutes when left out. */
	readonly updateEveryMs?: number;
}

/** What people are told at this moment of a run, or null when the run is not in the case. The id is the same for the same moment, so that telling twice tells once. */
export function messageFor(kind: MessageKind, caseFile: CaseFile, review: CaseReview, options: MessageOptions): Message | null {
	const input: ReportInput = { ...maskedCopy({ file: caseFile, review }, options.mask), generatedAt: options.now };
	const current = input.file.runs.find(({ run }) => run.id === options.run);
	if (current === undefined) return null;
	const { run, plan } = current;
	const message: Message = {
		id: [run.id, kind, options.part ?? waitingStep(kind, current)].filter((part) => part !== null).join(":"),
		kind,
		plan: plan.kind,
		service: run.service,
		environment: run.environment,
		incident: run.incident,
		run: run.id,
		severity: input.file.incident.severity,
		from: run.from,
		to: run.to,
		reason: run.reason,
		by: run.requestedBy,
		stopped: kind === "cancelled" ? stoppedIn(current) : null,
		startedAt: run.createdAt,
		durationMs: eventsOf(current, "run.finished").at(-1)?.durationMs ?? null,
		expectedMs: plan.expectedMs,
		numbers: numbers(kind, input),
		nextSteps: nextSteps(kind, current, input),
		nextUpdateAt: nextUpdate(kind, options),
	};
	return maskedCopy(message, options.mask);
}

function waitingStep(kind: MessageKind, run: CaseRun): string | null {
	return kind === "approval" ? (eventsOf(run, "approval.requested").at(-1)?.step ?? null) : null;
}

/** Before anything was verified the newest numbers are those of the assessment; they are never shown as "after". */
function numbers(kind: MessageKind, input: ReportInput): readonly string[] {
	const { impact } = input.review;
	const lines = impact.numbers.map(({ name, before, during, after }) => {
		const earlier = before === null ? "" : ` (before: ${before})`;
		if (after === null) return `${name}: ${during ?? "not measured"}${earlier}`;
		return `${name}: ${after}${during === null ? "" : `, was ${during}`}${earlier}`;
	});
	const isOver = kind === "done" || kind === "unhealthy";
	return isOver && impact.requestsLost.kind !== "unknown" ? [...lines, `requests lost: ${lossText(input, formatCount)}`] : lines;
}

function nextUpdate(kind: MessageKind, options: MessageOptions): string | null {
	if (kind === "done" || kind === "cancelled") return null;
	return new Date(Date.parse(options.now) + (options.updateEveryMs ?? UPDATE_EVERY_MS)).toISOString();
}
