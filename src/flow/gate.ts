import type { PlannedBatch } from "../core/plan.ts";
import { missingReading } from "../core/reading.ts";
import type { Run } from "../core/run.ts";
import type { Reading, SignalSource } from "../core/signal.ts";
import type { GateLook } from "../run/stages.ts";
import { type ReadLimits, readInTime, settleGate } from "../verify/index.ts";
import { BASELINE_WINDOWS } from "./measure.ts";
import type { ConnectedPlace, FlowParts } from "./parts.ts";

/** One look may take this long, in milliseconds. */
const LOOK_MS = 10_000;

/** Waits for the gate of a planned batch to open, at most the service's settle time; what was seen so far when the signal aborts. */
export async function settleGateOf(
	parts: FlowParts,
	connected: ConnectedPlace,
	run: Run,
	batch: PlannedBatch,
	signal: AbortSignal,
): Promise<GateLook> {
	const { thresholds, settleMs } = connected.config;
	const limits: ReadLimits = { clock: parts.clock, timeoutMs: LOOK_MS, signal };
	const sources = sourcesOf(connected, batch);
	const [notBefore, baselines] = await Promise.all([landedAt(parts, run, batch), earlierReadings(parts, connected, run, sources, limits)]);
	return await settleGate({ ...limits, sources, baselines, thresholds, windowMs: thresholds.windowMs, notBefore, settleMs });
}

/** A check that was planned and is no longer in the config was not made: the gate that it kept stays shut. */
function sourcesOf(connected: ConnectedPlace, batch: PlannedBatch): readonly SignalSource[] {
	const configured = connected.batches
		.filter(({ targets }) => batch.targets.some((name) => targets.includes(name)))
		.flatMap(({ gate }) => gate);
	return batch.gate.map((name) => configured.find((source) => source.name === name) ?? gone(name));
}

function gone(name: string): SignalSource {
	const reading = missingReading("health", "it is no longer in the config");
	return { name, source: "gate", measure: "health", hasPast: false, read: async () => reading };
}

/** ISO 8601: when the last step of the batch landed. The bad release's errors are not this one's. */
async function landedAt(parts: FlowParts, run: Run, { steps }: PlannedBatch): Promise<string | null> {
	const events = await (await parts.store()).runs.events(run.id, 0);
	return events.findLast((event) => event.type === "step.landed" && steps.includes(event.step))?.time ?? null;
}

/** What the sources with a past saw before the release that is left took traffic, by name; nothing where nobody knows when that was. */
async function earlierReadings(
	parts: FlowParts,
	connected: ConnectedPlace,
	run: Run,
	sources: readonly SignalSource[],
	limits: ReadLimits,
): Promise<ReadonlyMap<string, Reading>> {
	const assessment = await (await parts.store()).incidents.latestAssessment(run);
	const deployedAt = assessment?.current?.id === run.from?.id ? (assessment?.deployedAt ?? null) : null;
	if (deployedAt === null) return new Map();
	const from = new Date(Date.parse(deployedAt) - BASELINE_WINDOWS * connected.config.thresholds.windowMs).toISOString();
	const withPast = sources.filter(({ hasPast }) => hasPast);
	return new Map(
		await Promise.all(withPast.map(async (source) => [source.name, await readInTime(source, { from, to: deployedAt }, limits)] as const)),
	);
}
