import type { AssessmentResult } from "../app/index.ts";
import type { StatedFact } from "../core/assessment.ts";
import type { Place } from "../core/place.ts";
import { EXIT } from "./exit-code.ts";
import type { Session } from "./session.ts";
import { liveView, type WatchedBy } from "./watching-live.ts";
import { plainView } from "./watching-plain.ts";

/** What is watched, and how. */
export interface Watch {
	readonly place: Place;
	readonly facts: readonly StatedFact[];
	readonly reason: string | null;
	/** Between two looks, in milliseconds. */
	readonly everyMs: number;
	/** Goes on after a decision, until somebody leaves. */
	readonly keeps: boolean;
	/** Shown frame by frame at a terminal; lines elsewhere, with `--verbose` (whose own lines would run through the picture) and on a dumb terminal. */
	readonly isLive: boolean;
}

/** How a watch ended; `result` is the last look, null when it was left before the first one was over. */
export interface Watched {
	readonly result: AssessmentResult | null;
	readonly isLeft: boolean;
}

/** Ctrl-C, an end that somebody else asks for, and the terminal being closed. */
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** A decision is believed when the next look agrees, which comes this soon; in milliseconds. One failed probe is a blip. As in a guarded deploy. */
const AGREE_MS = 2_000;

/** Looks until there is something to do and a second look agrees, or until somebody leaves. */
export async function watchPlace(session: Session, watch: Watch): Promise<Watched> {
	const left = new AbortController();
	const leave = (): void => left.abort();
	const { process } = session.context;
	for (const signal of INTERRUPTS) process.on(signal, leave);
	const view = watch.isLive ? liveView(session, leave) : plainView(session);
	try {
		return await lookOn(session, watch, view, left.signal);
	} finally {
		view.end();
		for (const signal of INTERRUPTS) process.off(signal, leave);
	}
}

async function lookOn(session: Session, watch: Watch, view: WatchedBy, left: AbortSignal): Promise<Watched> {
	let last: AssessmentResult | null = null;
	let standing: Standing = "undecided";
	for (;;) {
		view.looking();
		const result: AssessmentResult | null = await orLeft(look(session, watch, standing === "decided"), left);
		if (result === null) return { result: last, isLeft: true };
		last = result;
		standing = standingAfter(result, standing, watch);
		const isOver = standing === "agreed" && !watch.keeps;
		view.looked(result, isOver);
		if (isOver) return { result, isLeft: false };
		await view.rest(standing === "decided" ? Math.min(AGREE_MS, watch.everyMs) : watch.everyMs, left);
		if (left.aborted) return { result, isLeft: true };
	}
}

/** `decided`: this look says that there is something to do; `agreed`: the one before said so too, and there is an incident for it. */
type Standing = "undecided" | "decided" | "agreed";

/** A person who gave a reason needs no second look to be believed: their first one opened an incident. */
function standingAfter(result: AssessmentResult, before: Standing, { reason }: Watch): Standing {
	if (!isDecided(result)) return "undecided";
	return before !== "undecided" || reason !== null ? "agreed" : "decided";
}

/** A look in between opens no incident: that does the look which agrees that there is something to do. */
async function look(session: Session, { place, facts, reason }: Watch, isDecisive: boolean): Promise<AssessmentResult> {
	return await session.app.assess(place, { facts, summary: reason, isLook: !isDecisive });
}

async function orLeft<Result>(work: Promise<Result>, left: AbortSignal): Promise<Result | null> {
	// What is left half-way may still fail, with nobody to hear of it.
	work.catch(() => undefined);
	if (left.aborted) return null;
	const leaving = new AbortController();
	const gone = new Promise<null>((settle) => left.addEventListener("abort", () => settle(null), { once: true, signal: leaving.signal }));
	try {
		return await Promise.race([work, gone]);
	} finally {
		leaving.abort();
	}
}

/** Investigating goes on by itself until its deadline; everything else is something to do, or to stop doing. */
function isDecided({ assessment }: AssessmentResult): boolean {
	return assessment.decision.action !== "none" && assessment.decision.action !== "investigate";
}

/** Leaves now: a look that is under way would keep the process for as long as its slowest source. */
export function leaveNow(session: Session, code: number = EXIT.interrupted): never {
	return session.context.process.exit(code);
}
