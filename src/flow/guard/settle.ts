import type { Release } from "../../core/release.ts";
import { verify } from "../../verify/index.ts";
import type { Lineage } from "../lineage.ts";
import { type Differences, differences, lookAround } from "./changed.ts";
import type { GuardWork } from "./parts.ts";

/** Runbook 002 waits at most 30 s for a new version to answer, by looking. */
const WAIT_MS = 30_000;
const LOOK_AGAIN_MS = 1_000;
const LOOK_MS = 5_000;

/** How things stand when the deploy command has ended well. */
export interface Settled {
	readonly lineage: Lineage;
	readonly differences: Differences;
	/** Whether the checks pass; null: there are none. */
	readonly answers: boolean | null;
}

/** Looks until the new release runs on every target and its checks pass, at most 30 s or the settle time; then tells how it stands. */
export async function settleAfterDeploy(work: GuardWork): Promise<Settled> {
	const { parts, place, desk, audience } = work;
	const { config } = await parts.connect(place);
	const giveUpAt = parts.clock.now() + Math.min(WAIT_MS, config.settleMs);
	for (;;) {
		const [lineage, answers] = await Promise.all([lookAround(work), checksPass(work)]);
		const settled: Settled = { lineage, differences: differences(desk.guard().before, lineage.currents), answers };
		const isThere = lineage.current.state === "one" && settled.differences.changed.length > 0 && answers !== false;
		if (isThere || audience.signal.aborted || parts.clock.now() + LOOK_AGAIN_MS > giveUpAt) return settled;
		await parts.clock.sleep(LOOK_AGAIN_MS, audience.signal);
	}
}

async function checksPass({ parts, place, audience }: GuardWork): Promise<boolean | null> {
	const { health, smoke, config } = await parts.connect(place);
	if (health.length + smoke.length === 0) return null;
	const { outcome } = await verify({
		health,
		smoke,
		signals: [],
		thresholds: config.thresholds,
		windowMs: config.thresholds.windowMs,
		notBefore: null,
		baselines: {},
		clock: parts.clock,
		timeoutMs: LOOK_MS,
		signal: audience.signal,
	});
	return outcome === "healthy";
}

/** The release that runs since the deploy; null when nothing changed or the targets do not agree. */
export function newRelease({ lineage, differences: { changed } }: Settled): Release | null {
	return changed.length > 0 && lineage.current.state === "one" ? lineage.current.release : null;
}
