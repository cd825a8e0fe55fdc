import type { Assessment } from "../core/assessment.ts";
import type { Run } from "../core/run.ts";
import type { Verification } from "../core/verification.ts";
import { baselinesOf, settle, type VerifyInput, verify } from "../verify/index.ts";
import type { Lineage } from "./lineage.ts";
import type { ConnectedPlace, FlowParts } from "./parts.ts";
import { readinessSources } from "./readiness.ts";
import { subjectOf } from "./subject.ts";

/** One look may take this long, in milliseconds. */
const LOOK_MS = 10_000;

/** Whether the service is well right now: what failed before that which runs began to run is not read. */
export async function verifyNow(parts: FlowParts, connected: ConnectedPlace, lineage: Lineage): Promise<Verification> {
	const { deployedMs } = subjectOf(lineage, parts.clock.now());
	const notBefore = deployedMs === null ? null : new Date(deployedMs).toISOString();
	return await verify(inputFor(parts, connected, notBefore, null));
}

/** Waits for the service to become well after the steps, at most its settle time; what was seen so far when the signal aborts. */
export async function settleAfter(parts: FlowParts, connected: ConnectedPlace, run: Run, signal: AbortSignal): Promise<Verification> {
	const input = await inputAfter(parts, connected, run);
	return await settle({ ...input, settleMs: connected.config.settleMs, signal: AbortSignal.any([input.signal, signal]) });
}

/** One look while baking: only what happened since the look before it, so that no failure counts twice. */
export async function sampleBake(parts: FlowParts, connected: ConnectedPlace, run: Run, intervalMs: number): Promise<Verification> {
	return await verify({ ...(await inputAfter(parts, connected, run)), windowMs: intervalMs });
}

/** Errors of the bad release must not count against the good one: nothing from before the last step landed is read. */
async function inputAfter(parts: FlowParts, connected: ConnectedPlace, run: Run): Promise<VerifyInput> {
	const store = await parts.store();
	const events = await store.runs.events(run.id, 0);
	const landed = events.findLast((event) => event.type === "step.landed");
	const assessment = await store.incidents.latestAssessment(run);
	return inputFor(parts, connected, landed?.time ?? null, assessment);
}

function inputFor(parts: FlowParts, connected: ConnectedPlace, notBefore: string | null, assessment: Assessment | null): VerifyInput {
	const { thresholds } = connected.config;
	return {
		health: [...connected.health, ...readinessSources(connected)],
		smoke: connected.smoke,
		signals: connected.signals,
		thresholds,
		windowMs: thresholds.windowMs,
		notBefore,
		baselines: baselinesOf(assessment?.signals ?? []),
		clock: parts.clock,
		timeoutMs: LOOK_MS,
		signal: AbortSignal.timeout(connected.config.settleMs + 2 * LOOK_MS),
	};
}
