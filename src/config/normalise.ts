import { dirname, resolve } from "node:path";
import type {
	CheckConfig,
	ComparedConfig,
	Config,
	Contact,
	EnvironmentConfig,
	KindConfig,
	ServiceConfig,
	SignalConfig,
	StateConfig,
	TargetConfig,
} from "../core/config.ts";
import { checkNames } from "./check-names.ts";
import {
	DEFAULT_BACKUP_TIMEOUT_MS,
	DEFAULT_BAKE_MS,
	DEFAULT_POLICY,
	DEFAULT_RISES_AFTER_MS,
	DEFAULT_SETTLE_MS,
	DEFAULT_STATE,
	DEFAULT_THRESHOLDS,
	HOME,
} from "./defaults.ts";
import { kept } from "./kept.ts";
import type { Entry, Outline, PlaceOutline } from "./outline.ts";
import type { ParsedConfig, ParsedDefaults } from "./schema.ts";

/** The config with every default filled in, from a file that holds no fault. `file` is its absolute path. */
export function normalise(parsed: ParsedConfig, outline: Outline, file: string): Config {
	const directory = dirname(file);
	return {
		file,
		directory,
		home: resolve(directory, HOME),
		state: stateOf(parsed.state ?? DEFAULT_STATE, directory),
		environments: environmentsOf(parsed, outline),
		services: outline.places.map((place) => serviceOf(parsed, place)),
		channels: outline.channels.map((entry) => ({ ...kindOf(entry), name: entry.name ?? "", locale: localeOf(parsed, entry) })),
		escalation: (parsed.escalation ?? []).map(({ level, contacts, risesAfter }) => ({
			level,
			contacts,
			risesAfterMs: risesAfter ?? DEFAULT_RISES_AFTER_MS,
		})),
		contacts: contactsOf(parsed),
		policy: policyOf(parsed),
		plugins: (parsed.plugins ?? []).map((plugin) => resolve(directory, plugin)),
	};
}

function stateOf(state: string, directory: string): StateConfig {
	if (!state.startsWith("sqlite:")) return { kind: "postgres", url: state };
	return { kind: "sqlite", path: resolve(directory, state.slice("sqlite:".length)) };
}

/** An environment that is only used is not automatic and allows no drills. */
function environmentsOf(parsed: ParsedConfig, outline: Outline): readonly EnvironmentConfig[] {
	const used = outline.places.map((place) => place.environment);
	return [...new Set(outline.environments ?? used)].map((name) => {
		const given = parsed.environments?.[name];
		return { name, allowsDrills: given?.drills ?? false, isAutomatic: given?.automatic ?? false };
	});
}

function serviceOf(parsed: ParsedConfig, place: PlaceOutline): ServiceConfig {
	const service = parsed.services[place.service];
	const own = service?.environments[place.environment];
	const defaults = { ...kept(service ?? {}), ...kept(own ?? {}) };
	const thresholds = { ...kept(service?.thresholds ?? {}), ...kept(own?.thresholds ?? {}) };
	return { service: place.service, environment: place.environment, ...sectionsOf(place, own), ...settingsOf({ ...defaults, thresholds }) };
}

type ParsedPlace = ParsedConfig["services"][string]["environments"][string];

function sectionsOf(
	place: PlaceOutline,
	own: ParsedPlace | undefined,
): ReturnType<typeof entriesOfPlace> & Pick<ServiceConfig, "batches" | "compare"> {
	return {
		...entriesOfPlace(place),
		batches: (own?.batches ?? []).map(({ targets }, index) => ({
			targets,
			gate: (place.batches[index]?.entries ?? []).map(signalOf),
		})),
		compare: (own?.compare ?? []).map((one, index) => comparedOf(one, place.compared[index]?.entries ?? [])),
	};
}

function comparedOf(given: NonNullable<ParsedPlace["compare"]>[number], entries: readonly Entry[]): ComparedConfig {
	return { name: given.name, role: given.is, signals: entries.map(signalOf) };
}

function signalOf(entry: Entry): SignalConfig {
	return { ...kindOf(entry), name: entry.name ?? "" };
}

function settingsOf(
	given: ParsedDefaults,
): Pick<ServiceConfig, "dependsOn" | "bakeMs" | "settleMs" | "notify" | "facts" | "thresholds" | "guard"> {
	const { investigate, window, ...thresholds } = given.thresholds ?? {};
	return {
		dependsOn: given.dependsOn ?? [],
		bakeMs: given.bake ?? DEFAULT_BAKE_MS,
		settleMs: given.settle ?? DEFAULT_SETTLE_MS,
		notify: given.notify ?? [],
		facts: given.facts ?? [],
		guard: { backup: given.guard?.backup ?? null, backupTimeoutMs: given.guard?.backupTimeout ?? DEFAULT_BACKUP_TIMEOUT_MS },
		thresholds: { ...DEFAULT_THRESHOLDS, ...kept(thresholds), ...kept({ investigateMs: investigate, windowMs: window }) },
	};
}

function entriesOfPlace(place: PlaceOutline): Pick<ServiceConfig, "targets" | "after" | "health" | "smoke" | "signals"> {
	const within = (section: Entry["section"]) => place.entries.filter((entry) => entry.section === section);
	const signals = within("signals").map(signalOf);
	const checks = [...within("health"), ...within("smoke")];
	const names = checkNames(
		checks,
		signals.map(({ name }) => name),
	);
	const check = (entry: Entry): CheckConfig => ({ ...kindOf(entry), name: names.get(entry) ?? "" });
	return {
		targets: within("targets").map(targetOf),
		after: within("after").map(targetOf),
		health: within("health").map(check),
		smoke: within("smoke").map(check),
		signals,
	};
}

/** A target without a name is called by its kind. */
function targetOf(entry: Entry): TargetConfig {
	const kind = kindOf(entry);
	return { ...kind, name: entry.name ?? kind.kind };
}

/** The settings as they stand in the file: they are checked, and turned into the kind's own form when their placeholders are resolved. */
function kindOf(entry: Entry): KindConfig {
	const [settings] = entry.settings;
	return { kind: settings?.kind ?? "", settings: settings?.value };
}

function localeOf(parsed: ParsedConfig, entry: Entry): "en" | "pt-BR" {
	return entry.name !== null && parsed.channels?.[entry.name]?.["locale"] === "pt-BR" ? "pt-BR" : "en";
}

function contactsOf(parsed: ParsedConfig): readonly Contact[] {
	return Object.entries(parsed.contacts ?? {}).map(([id, { name, phone, email, schedule }]) => ({
		id,
		name: name ?? id,
		phone: phone ?? null,
		email: email ?? null,
		schedule: schedule ?? null,
	}));
}

function policyOf(parsed: ParsedConfig): Config["policy"] {
	const { cooldown, maxReleaseAge, ...counts } = parsed.policy?.automatic ?? {};
	const durations = kept({ cooldownMs: cooldown, maxReleaseAgeMs: maxReleaseAge });
	return {
		automatic: { ...DEFAULT_POLICY.automatic, ...kept(counts), ...durations },
		approvals: { ...DEFAULT_POLICY.approvals, ...kept(parsed.policy?.approvals ?? {}) },
	};
}
