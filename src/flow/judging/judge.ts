import { type JudgeSettings, judgeRelease, judgeSettingsFor, mergeSeries, mostTelling } from "../../assess/index.ts";
import type { Release } from "../../core/release.ts";
import type { Series } from "../../core/series.ts";
import type { Store } from "../../core/store.ts";
import type { ReleaseJudgement } from "../../core/verdict.ts";
import type { ReadLimits } from "../../verify/index.ts";
import type { ConnectedPlace, FlowParts } from "../parts.ts";
import { type OtherDeploy, readOtherDeploys } from "./other-deploys.ts";
import { rememberedProbes } from "./probes.ts";
import { readRelatives } from "./relatives.ts";
import { readSeries, type Stretch } from "./stretch.ts";
import { earlierTime } from "./verdict.ts";

/** What the statistical judge makes of the release, and what it saw. */
export interface Judging {
	readonly judgement: ReleaseJudgement | null;
	/** The service's own series, for a picture. */
	readonly series: readonly Series[];
	readonly otherDeploys: readonly OtherDeploy[];
}

/** Reads the service, those it calls and those that call it, and judges. `turnMs`: when the release took traffic. Null judgement: there is no series to judge. */
export async function judgePlace(
	parts: FlowParts,
	connected: ConnectedPlace,
	release: Release,
	turnMs: number,
	nowMs: number,
	limits: ReadLimits,
	store: Store | null,
): Promise<Judging> {
	const { config } = connected;
	const settings = judgeSettingsFor(config.thresholds, config.bakeMs);
	const stretch: Stretch = stretchOf(turnMs, nowMs, settings);
	const [signals, probes, relatives, earlier] = await Promise.all([
		readSeries(connected.signals, stretch, limits),
		store === null ? [] : rememberedProbes(store, config, stretch.fromMs),
		readRelatives(parts, connected, stretch, limits, store),
		store?.judgements.get(config, release.id) ?? null,
	]);
	const own = judged(mergeSeries(signals), probes, turnMs);
	const shared = { ...settings, falseAlarms: settings.falseAlarms / Math.max(1, own.length) };
	const asked = { release: release.id, deployedAtMs: turnMs, nowMs, ...relatives, earlier: earlierTime(earlier, turnMs), settings: shared };
	const judge = (otherDeploys: readonly OtherDeploy[]) => own.map((service) => judgeRelease({ ...asked, service, otherDeploys }));
	const alone = judge([]);
	// Only somebody who is in trouble asks what the others did: it costs their platforms a call each.
	const otherDeploys = alone.some(({ isWorse }) => isWorse) ? await readOtherDeploys(parts, config, stretch, store) : [];
	const judgements = otherDeploys.length === 0 ? alone : judge(otherDeploys);
	return { judgement: mostTelling(judgements), series: [...signals, ...probes], otherDeploys };
}

/** A release of long ago is held against the hours before now (see `judgeRelease`): only those are asked for. */
function stretchOf(turnMs: number, nowMs: number, { watchMs, baselineMs }: JudgeSettings): Stretch {
	const isLongAgo = nowMs - turnMs > watchMs + baselineMs / 2;
	const turn = isLongAgo ? nowMs - watchMs : turnMs;
	return { fromMs: turn - baselineMs, turnMs: turn, nowMs };
}

/** Probes are judged only where they were there before the release: a first look has nothing to be held against, and the rules weigh it alone. */
function judged(signals: readonly Series[], probes: readonly Series[], turnMs: number): readonly Series[] {
	return [...signals, ...probes.filter(({ samples }) => samples.some(({ toMs }) => toMs <= turnMs))];
}
