import { mergeSeries } from "../../assess/index.ts";
import type { ComparedRole } from "../../core/config.ts";
import type { Place } from "../../core/place.ts";
import type { Series } from "../../core/series.ts";
import type { Store } from "../../core/store.ts";
import type { ReadLimits } from "../../verify/index.ts";
import type { ConnectedPlace, FlowParts } from "../parts.ts";
import { pooledLooks, rememberedProbes } from "./probes.ts";
import { readSeries, type Stretch } from "./stretch.ts";

/** Who stands around a service in its environment, each with what was measured of it. */
export interface Relatives {
	/** Whom it calls, directly or through others; empty samples where nothing is known. */
	readonly dependencies: readonly Series[];
	readonly callers: readonly Series[];
	/** Where the release did not go. */
	readonly unchanged: readonly Series[];
}

/** The relatives' series over the stretch; a relative that cannot be connected or measured is there, with nothing known of it. */
export async function readRelatives(
	parts: FlowParts,
	connected: ConnectedPlace,
	stretch: Stretch,
	limits: ReadLimits,
	store: Store | null,
): Promise<Relatives> {
	const { environment } = connected.config;
	const [called, callers] = [calledBy(parts, connected.config), callersOf(parts, connected.config)];
	const seriesOf = async (name: string) => await readRelative(parts, { service: name, environment }, stretch, limits, store);
	const compared = async (role: ComparedRole) => {
		const named = connected.compared.filter((one) => one.role === role);
		return await Promise.all(named.map(async (one) => ({ name: one.name, samples: await mainSamples(one.signals, stretch, limits) })));
	};
	const [ofCalled, ofCallers, dependencies, outsideCallers, unchanged] = await Promise.all([
		Promise.all(called.map(seriesOf)),
		Promise.all(callers.map(seriesOf)),
		compared("dependency"),
		compared("caller"),
		compared("unchanged"),
	]);
	return {
		dependencies: [...ofCalled, ...dependencies],
		callers: [...ofCallers, ...outsideCallers],
		unchanged,
	};
}

/** The names of those that the service calls, through others too: what is two calls away breaks us as well. */
export function calledBy({ config }: FlowParts, { service, environment }: Place): readonly string[] {
	const found = new Set<string>();
	const follow = (name: string): void => {
		const place = config.services.find((one) => one.service === name && one.environment === environment);
		for (const called of place?.dependsOn ?? []) {
			if (called === service || found.has(called)) continue;
			found.add(called);
			follow(called);
		}
	};
	follow(service);
	return [...found];
}

/** The names of those that call the service. */
export function callersOf({ config }: FlowParts, { service, environment }: Place): readonly string[] {
	return config.services.flatMap((place) =>
		place.environment === environment && place.service !== service && place.dependsOn.includes(service) ? [place.service] : [],
	);
}

/** Its signals; where they tell nothing, the looks at its checks that are remembered. */
async function readRelative(parts: FlowParts, place: Place, stretch: Stretch, limits: ReadLimits, store: Store | null): Promise<Series> {
	const samples = await samplesOf(parts, place, stretch, limits);
	if (samples.length > 0 || store === null) return { name: place.service, samples };
	return { name: place.service, samples: pooledLooks(await rememberedProbes(store, place, stretch.fromMs)), isProbed: true };
}

async function samplesOf(parts: FlowParts, place: Place, stretch: Stretch, limits: ReadLimits): Promise<Series["samples"]> {
	try {
		return await mainSamples((await parts.connect(place)).signals, stretch, limits);
	} catch {
		return [];
	}
}

/** The first series counts: what a service measures first is its main measure. */
async function mainSamples(signals: ConnectedPlace["signals"], stretch: Stretch, limits: ReadLimits): Promise<Series["samples"]> {
	const series = mergeSeries(await readSeries(signals, stretch, limits));
	return (series.find(({ samples }) => samples.length > 0) ?? series[0])?.samples ?? [];
}
