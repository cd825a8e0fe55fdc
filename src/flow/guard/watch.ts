import type { Release } from "../../core/release.ts";
import { isOvertaken, lookAround } from "./changed.ts";
import { type Look, lookOnce, suspicionDeadline } from "./look.ts";
import type { GuardWork } from "./parts.ts";

/** Looks are at most this far apart, and no closer than the second while the watch is longer than a minute; in milliseconds. */
const EVERY_MS = 10_000;
const CLOSEST_MS = 5_000;
/** A short watch has at least this many looks, but not more than one a second. */
const FEWEST = 4;

/** How a watch ended. `left`: it was interrupted and can go on. */
export type WatchEnd =
	| { readonly kind: "good"; readonly look: Look }
	| { readonly kind: "bad"; readonly look: Look }
	| { readonly kind: "undecided"; readonly look: Look }
	| { readonly kind: "overtaken"; readonly running: Release | null; readonly run: string | null }
	| { readonly kind: "left" };

/** How far looks are apart, in milliseconds. */
export function looksEveryMs(watchForMs: number): number {
	const usual = Math.min(EVERY_MS, Math.max(CLOSEST_MS, watchForMs / 30));
	return Math.round(Math.min(usual, Math.max(1_000, watchForMs / FEWEST)));
}

/** Looks again and again until the release is found bad or its time is over; a suspicion is given until its own deadline. The last look decides. */
export async function watch(work: GuardWork): Promise<WatchEnd> {
	const { parts, desk, audience, tell } = work;
	const { watchUntil, watchForMs } = desk.guard();
	const until = watchUntil === null ? parts.clock.now() : Date.parse(watchUntil);
	const everyMs = looksEveryMs(watchForMs);
	tell({ type: "guard.watching", until: new Date(until).toISOString(), everyMs });
	let deadline: number | null = null;
	for (;;) {
		if (audience.signal.aborted) return { kind: "left" };
		const overtaken = await overtakenBy(work);
		if (overtaken !== null) return overtaken;
		const look = await lookOnce(work, until - parts.clock.now());
		if (audience.signal.aborted) return { kind: "left" };
		const action = look.assessment?.decision.action ?? null;
		if (action === "roll-back") return { kind: "bad", look };
		const asked = suspicionDeadline(look);
		// The first deadline of a suspicion counts: every look names a later one.
		deadline = asked === null ? null : (deadline ?? asked);
		const leftMs = Math.max(until, deadline ?? 0) - parts.clock.now();
		if (leftMs <= 0) return { kind: isWell(look) ? "good" : "undecided", look };
		await parts.clock.sleep(Math.min(everyMs, leftMs), audience.signal);
	}
}

/** Nothing is wrong with the release. A certificate that ends soon is work to do now, and no doubt about what was deployed. */
export function isWell({ assessment }: Look): boolean {
	if (assessment === null) return false;
	const spoke = assessment.rules.flatMap(({ rule, outcome }) => (outcome === "spoke" ? [rule] : []));
	return assessment.decision.action === "none" || (spoke.length > 0 && spoke.every((rule) => rule === "certificate-near-expiry"));
}

/** Somebody deployed or rolled back meanwhile: the release that was watched is not the one that runs, and must not be judged by it. */
async function overtakenBy(work: GuardWork): Promise<WatchEnd | null> {
	const guard = work.desk.guard();
	const lineage = await lookAround(work);
	if (!isOvertaken(guard, lineage.currents)) return null;
	const store = await work.parts.store();
	const runs = await store.runs.list({ service: guard.service, environment: guard.environment, limit: 10 });
	const run = runs.find(({ createdAt, to }) => createdAt > guard.startedAt && to?.id === guard.from?.id)?.id ?? null;
	return { kind: "overtaken", running: lineage.current.state === "one" ? lineage.current.release : null, run };
}
