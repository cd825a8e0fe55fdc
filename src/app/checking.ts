import type { Finding } from "../core/adapter.ts";
import type { Config } from "../core/config.ts";
import { BackoutError, errorText } from "../core/error.ts";
import type { Place } from "../core/place.ts";
import type { Reading, SignalSource } from "../core/signal.ts";
import type { ConnectedPlace } from "../flow/parts.ts";
import type { CheckReport } from "./app.ts";
import type { AppParts, LoadedConfig } from "./parts.ts";

/** Everything together may take this long, in milliseconds. */
const LIVE_MS = 30_000;

/** What `check` answers about a config that is well-formed; with `isLive`, every credential, tool and host is tried now. */
export async function checkConfig(loaded: Extract<LoadedConfig, { ok: true }>, parts: AppParts, isLive: boolean): Promise<CheckReport> {
	const { config } = loaded;
	const places = config.services.map(({ service, environment }) => ({ service, environment }));
	return { faults: [], file: config.file, places, warnings: warningsOf(parts), live: isLive ? await tryAll(parts, places) : [] };
}

/** What is no fault and will be missed one night. */
function warningsOf({ config }: AppParts): readonly string[] {
	return [...unprotected(config), ...absentDependencies(config)];
}

/** A service without checks and signals is unprotected: nothing could ever notice a bad release. */
function unprotected(config: Config): readonly string[] {
	const without = config.services.filter(({ health, smoke, signals }) => health.length + smoke.length + signals.length === 0);
	return without.map(
		({ service, environment }) => `${service} in ${environment} is unprotected: it has no health check, smoke test or signal`,
	);
}

/** What stands for all environments may be too much for one of them, so it is no fault; but nothing will ever be known of that dependency there. */
function absentDependencies({ services }: Config): readonly string[] {
	const isThere = (name: string, environment: string) => services.some((one) => one.service === name && one.environment === environment);
	return services.flatMap(({ service, environment, dependsOn }) =>
		dependsOn
			.filter((name) => !isThere(name, environment))
			.map(
				(name) =>
					`${service} in ${environment} depends on ${name}, which has no ${environment}: it cannot be measured when ${service} gets worse; add it, or say dependsOn differently there`,
			),
	);
}

async function tryAll(parts: AppParts, places: readonly Place[]): Promise<CheckReport["live"]> {
	const state = await finding("the state database opens", async () => void (await parts.store()));
	const found = await Promise.all(places.map((place) => tryPlace(parts, place)));
	return [{ place: null, subject: "state", finding: state }, ...found.flat()];
}

async function tryPlace(parts: AppParts, place: Place): Promise<CheckReport["live"]> {
	let connected: ConnectedPlace;
	try {
		connected = await parts.connect(place);
	} catch (thrown) {
		return [{ place, subject: "config", finding: failed("its settings resolve", thrown) }];
	}
	const deadline = AbortSignal.timeout(LIVE_MS);
	const targets = await Promise.all(
		[...connected.targets].map(async ([subject, target]) => await tried(place, subject, () => target.check(deadline))),
	);
	const { health, smoke, signals, compared, batches } = connected;
	const all = [...health, ...smoke, ...signals, ...compared.flatMap((one) => one.signals), ...batches.flatMap(({ gate }) => gate)];
	const sources = await Promise.all(
		all.map(async (source) =>
			tried(place, source.name, async () => {
				const to = parts.clock.now();
				const from = to - connected.config.thresholds.windowMs;
				const reading = await source.read({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }, deadline);
				return [findingOf(source, reading)];
			}),
		),
	);
	return [...targets.flat(), ...sources.flat()];
}

async function tried(place: Place, subject: string, look: () => Promise<readonly Finding[]>): Promise<CheckReport["live"]> {
	try {
		return (await look()).map((one) => ({ place, subject, finding: one }));
	} catch (thrown) {
		return [{ place, subject, finding: failed("it answers", thrown) }];
	}
}

/** A check must pass now; a signal must be measurable now, whatever it says. */
function findingOf(source: SignalSource, reading: Reading): Finding {
	const isCheck = reading.kind === "check";
	const ok = isCheck ? reading.passed === true : isMeasured(reading);
	const name = isCheck ? `${source.measure} passes` : `${source.measure} can be measured`;
	return {
		name,
		ok,
		detail: reading.detail,
		fix: ok ? null : "see what it says; correct its settings, or the service if it is really down",
	};
}

function isMeasured(reading: Reading): boolean {
	if (reading.kind === "ratio") return reading.ratio !== null || reading.total !== null;
	if (reading.kind === "latency") return reading.ms !== null;
	if (reading.kind === "certificate") return reading.problem !== null || reading.daysLeft !== null;
	return reading.kind === "count" && reading.count !== null;
}

async function finding(name: string, act: () => Promise<void>): Promise<Finding> {
	try {
		await act();
		return { name, ok: true, detail: "", fix: null };
	} catch (thrown) {
		return failed(name, thrown);
	}
}

function failed(name: string, thrown: unknown): Finding {
	return { name, ok: false, detail: errorText(thrown), fix: thrown instanceof BackoutError ? thrown.fix : "see the message" };
}
