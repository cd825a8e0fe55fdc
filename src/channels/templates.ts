import type { Message, MessageKind } from "../core/channel.ts";
import { formatDuration } from "../core/duration.ts";
import { isFreeze } from "../core/freeze.ts";
import { type Deed, type Locale, type Words, wordsOf } from "./words.ts";

/** One labelled fact of a message. */
export interface Fact {
	readonly label: string;
	readonly text: string;
}

/** A message in a person's language, without any channel's markup. Its texts may be hostile: a channel escapes them. */
export interface Notice {
	readonly kind: MessageKind;
	readonly deed: Deed;
	/** One line: what happened, to what. */
	readonly title: string;
	readonly reason: string;
	readonly facts: readonly Fact[];
	/** Numbers before and after, a line each, under their heading. */
	readonly numbers: { readonly heading: string; readonly lines: readonly string[] };
	readonly nextSteps: { readonly heading: string; readonly lines: readonly string[] };
	/** When the next word comes, or that none will. */
	readonly nextUpdate: string;
	/** Incident and run, to look them up. */
	readonly reference: string;
}

/** The notice of a message in English or, for `pt-BR`, in Brazilian Portuguese. Pure: nothing is sent. */
export function noticeOf(message: Message, locale: string): Notice {
	const language: Locale = locale === "pt-BR" ? "pt-BR" : "en";
	const words = wordsOf(language);
	const deed = isFreeze(message.plan) ? message.plan : "return";
	return {
		kind: message.kind,
		deed,
		title: words.titles[deed][message.kind].replace("{place}", () => words.place(message.service, message.environment)),
		reason: message.reason,
		facts: factsOf(message, words),
		numbers: { heading: words.numbers, lines: message.numbers },
		nextSteps: { heading: words.nextSteps, lines: message.nextSteps },
		nextUpdate: message.nextUpdateAt === null ? words.noUpdate : `${words.nextUpdate}: ${time(message.nextUpdateAt)}`,
		reference: `${words.incident} ${message.incident} · ${words.run} ${message.run}`,
	};
}

/** A notice as plain lines, for terminals, fallbacks and mails. */
export function plainText(notice: Notice): string {
	const listed = [notice.numbers, notice.nextSteps].filter((list) => list.lines.length > 0);
	return [
		notice.title,
		notice.reason,
		...notice.facts.map((fact) => `${fact.label}: ${fact.text}`),
		...listed.flatMap((list) => [`${list.heading}:`, ...list.lines.map((line) => `- ${line}`)]),
		notice.nextUpdate,
		notice.reference,
	]
		.filter((line) => line !== "")
		.join("\n");
}

function factsOf(message: Message, words: Words): readonly Fact[] {
	const facts: readonly (readonly [string, string | null])[] = [
		[words.severity, message.severity],
		[words.release, releaseText(message)],
		[words.by, message.by],
		...stoppedFacts(message, words),
		[words.started, time(message.startedAt)],
		[words.took, message.durationMs === null ? null : formatDuration(message.durationMs)],
		[words.expected, expectedText(message)],
	];
	return facts.flatMap(([label, text]) => (text === null || text === "" ? [] : [{ label, text }]));
}

/** Who ended the run, and whether anything had been changed by then. */
function stoppedFacts({ stopped }: Message, words: Words): readonly (readonly [string, string | null])[] {
	if (stopped === null) return [];
	const { how, by, landed, allSteps } = stopped;
	const changed = landed.length === 0 ? words.nothingChanged : `${words.landed(landed.length, allSteps)}: ${landed.join("; ")}`;
	return [
		[words.stopped[how], by],
		[words.changed, changed],
	];
}

function releaseText(message: Message): string | null {
	if (message.from === null && message.to === null) return null;
	return isFreeze(message.plan) ? (message.from?.label ?? "?") : `${message.from?.label ?? "?"} → ${message.to?.label ?? "?"}`;
}

/** Only while it is still to come. */
function expectedText(message: Message): string | null {
	return message.expectedMs === null || message.durationMs !== null ? null : formatDuration(message.expectedMs);
}

/** `2026-11-21 03:14 UTC`: people of several time zones read the same message. */
function time(iso: string): string {
	const ms = Date.parse(iso);
	return Number.isNaN(ms) ? iso : `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
