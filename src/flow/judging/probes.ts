import type { Place } from "../../core/place.ts";
import { sampleOfReading } from "../../core/sample.ts";
import type { Sample, Series } from "../../core/series.ts";
import type { Signal } from "../../core/signal.ts";
import type { Store } from "../../core/store.ts";

/** One look at a probe stands for this long, in milliseconds: less than looks are apart. */
const LOOK_MS = 1_000;
/** Older looks are of no use: a baseline reaches three hours back, and a watch may last some more. */
const KEPT_MS = 24 * 3_600_000;
/** Health checks and smoke tests as one series: each look is one request, failed or not. */
const PREFIX = "probe ";

/** Remembers this look at every check, so that what has no past of its own gets one. */
export async function rememberProbes(store: Store, place: Place, signals: readonly Signal[], nowMs: number): Promise<void> {
	const window = { from: new Date(nowMs - LOOK_MS).toISOString(), to: new Date(nowMs).toISOString() };
	for (const { name, measure, reading } of signals) {
		if (measure !== "health" && measure !== "smoke") continue;
		const sample = sampleOfReading(reading, window);
		if (sample !== null) await store.samples.append(place, `${PREFIX}${name}`, sample);
	}
	await store.samples.prune(nowMs - KEPT_MS);
}

/** The looks since the moment, a series for each check. */
export async function rememberedProbes(store: Store, place: Place, sinceMs: number): Promise<readonly Series[]> {
	const all = await store.samples.list(place, sinceMs);
	return all.flatMap(({ name, samples }) =>
		name.startsWith(PREFIX) ? [{ name: name.slice(PREFIX.length), samples, isProbed: true }] : [],
	);
}

/** All checks of one look together, oldest look first: so many requests as there were checks. How long they took is left out, as checks ask different things. */
export function pooledLooks(probes: readonly Series[]): readonly Sample[] {
	const looks = new Map<number, Sample>();
	for (const sample of probes.flatMap(({ samples }) => samples)) {
		const other = looks.get(sample.fromMs);
		const [requests, errors] = [(other?.requests ?? 0) + (sample.requests ?? 0), (other?.errors ?? 0) + (sample.errors ?? 0)];
		looks.set(sample.fromMs, { ...sample, requests, errors, latency: null });
	}
	return [...looks.values()].toSorted((a, b) => a.fromMs - b.fromMs);
}
