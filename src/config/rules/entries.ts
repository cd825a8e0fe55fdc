import type { SignalKind } from "../../core/signal.ts";
import type { FaultDraft } from "../fault.ts";
import { SECTION_NOUN, schemasFor } from "../kinds.ts";
import type { Entry, Outline } from "../outline.ts";
import type { Rule, RuleContext } from "./rule.ts";

/** Every target, check, signal and channel is of exactly one kind. */
export const entriesNameOneKind: Rule = (outline, context) =>
	allEntries(outline).flatMap((entry) => {
		if (entry.settings.length === 1 || (entry.settings.length === 0 && entry.isMisshapen)) return [];
		return [entry.settings.length === 0 ? noKind(entry, context) : severalKinds(entry)];
	});

function allEntries(outline: Outline): readonly Entry[] {
	return [...outline.channels, ...outline.places.flatMap((place) => place.entries)];
}

function noKind(entry: Entry, context: RuleContext): FaultDraft {
	const { one, many } = SECTION_NOUN[entry.section];
	const known = [...schemasFor(context.kinds, entry.section).keys()].sort().join(", ");
	return { path: entry.path, message: `It names no ${one}.`, fix: `Add one of the known ${many}: ${known}.` };
}

function severalKinds(entry: Entry): FaultDraft {
	const { one } = SECTION_NOUN[entry.section];
	const kinds = entry.settings.map(({ kind }) => kind).join(" and ");
	return {
		path: entry.path,
		message: `It names ${entry.settings.length} kinds at once: ${kinds}; allowed is one ${one}.`,
		fix: "Make an entry of its own for each.",
	};
}

/** What stands under `signals` measures something over time; a kind that can also check says with its settings which of the two it does. */
export const signalsMeasure: Rule = (outline, context) =>
	outline.places.flatMap((place) =>
		place.entries.filter((entry) => entry.section === "signals").flatMap((entry) => checkOnly(entry, context)),
	);

function checkOnly(entry: Entry, context: RuleContext): readonly FaultDraft[] {
	const [settings] = entry.settings;
	const kind = settings === undefined ? undefined : context.kinds.signals.get(settings.kind);
	if (settings === undefined || kind === undefined || !isCheck(kind, settings.value)) return [];
	const message = `This ${kind.kind} answers yes or no; a signal is an error rate, a latency or a count.`;
	return [{ path: settings.path, message, fix: "Move it to `health` or `smoke`." }];
}

/** What stands under `health` or `smoke` passes or fails; a kind that can also measure says with its settings which of the two it does. */
export const checksCheck: Rule = (outline, context) =>
	outline.places.flatMap((place) =>
		place.entries
			.filter((entry) => entry.section === "health" || entry.section === "smoke")
			.flatMap((entry) => measureOnly(entry, context)),
	);

function measureOnly(entry: Entry, context: RuleContext): readonly FaultDraft[] {
	const [settings] = entry.settings;
	const kind = settings === undefined ? undefined : context.kinds.signals.get(settings.kind);
	if (settings === undefined || kind === undefined || !kind.schema.safeParse(settings.value).success) return [];
	if (isCheck(kind, settings.value)) return [];
	const message = `This ${kind.kind} measures something over time; a check answers yes or no.`;
	return [{ path: settings.path, message, fix: "Move it to `signals` and give it a name there." }];
}

function isCheck(kind: SignalKind, value: unknown): boolean {
	const settings = kind.schema.safeParse(value);
	return settings.success && ["health", "smoke"].includes(kind.measureOf(settings.data));
}
