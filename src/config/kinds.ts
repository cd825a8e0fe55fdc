import type { ZodType } from "zod";
import type { Adapter } from "../core/adapter.ts";
import type { ChannelKind } from "../core/channel.ts";
import type { SignalKind, SignalMeasure } from "../core/signal.ts";

/** Everything the config may name, by its key: handed in by app.ts. */
export interface ConfigKinds {
	readonly adapters: ReadonlyMap<string, Adapter>;
	readonly signals: ReadonlyMap<string, SignalKind>;
	readonly channels: ReadonlyMap<string, ChannelKind>;
}

/** The sections whose entries name a kind; `compare` has its entries one level down, under the `signals` of what is compared, and `gate` under a batch. */
export type Section = "targets" | "after" | "health" | "smoke" | "signals" | "compare" | "gate" | "channels";

/** The sections of a service in an environment, in the order of the docs. */
export const PLACE_SECTIONS = ["targets", "after", "health", "smoke", "signals"] as const;

/** What one of a section's kinds is called, for messages. */
export const SECTION_NOUN: Readonly<Record<Section, { readonly one: string; readonly many: string }>> = {
	targets: { one: "adapter", many: "adapters" },
	after: { one: "adapter", many: "adapters" },
	health: { one: "check", many: "checks" },
	smoke: { one: "check", many: "checks" },
	signals: { one: "signal", many: "signals" },
	compare: { one: "signal", many: "signals" },
	gate: { one: "check", many: "checks" },
	channels: { one: "channel", many: "channels" },
};

/** The schemas of the kinds that may stand in the section, by key. */
export function schemasFor(kinds: ConfigKinds, section: Section): ReadonlyMap<string, ZodType> {
	return new Map([...kindsFor(kinds, section)].map(([name, kind]) => [name, kind.schema]));
}

function kindsFor(kinds: ConfigKinds, section: Section): ReadonlyMap<string, { readonly schema: ZodType }> {
	if (section === "targets" || section === "after") return kinds.adapters;
	if (section === "channels") return kinds.channels;
	return new Map([...kinds.signals].filter(([, kind]) => kind.measures.some((measure) => isMeasuredIn(section, measure))));
}

/** What the judge can hold against the service: a line in a log or a certificate of somebody else tells nothing of our release. */
export const COMPARED_MEASURES: readonly SignalMeasure[] = ["error-rate", "latency"];

function isMeasuredIn(section: "health" | "smoke" | "signals" | "compare" | "gate", measure: SignalMeasure): boolean {
	if (section === "gate") return true;
	if (section === "compare") return COMPARED_MEASURES.includes(measure);
	return section === "signals" ? measure !== "health" && measure !== "smoke" : measure === section;
}
