import type { MessageKind } from "../core/channel.ts";
import { type Notice, plainText } from "./templates.ts";

/** Slack's limits (docs.slack.dev/reference/block-kit/blocks): what is longer is refused as `invalid_blocks`, and nobody is told. */
export const SLACK_LIMITS = { blocks: 50, header: 150, sectionText: 3_000, fields: 10, field: 2_000, contextElements: 10 } as const;
/** Together a message may have about 13,000 characters; what stands first matters most. */
const REASON_CHARACTERS = 2_000;
const FIELD_CHARACTERS = 300;
const LIST_CHARACTERS = 2_500;
const CONTEXT_CHARACTERS = 1_000;
const FALLBACK_CHARACTERS = 1_500;

const SIGNS: Readonly<Record<MessageKind, string>> = {
	started: "🚨",
	update: "⏳",
	done: "✅",
	unhealthy: "⚠️",
	failed: "❌",
	cancelled: "🛑",
	approval: "✋",
};

/** What is down is not marked as well. */
function signOf({ kind, deed }: Notice): string {
	return kind === "done" && deed === "stop-writes" ? "🚧" : SIGNS[kind];
}

interface PlainText {
	readonly type: "plain_text";
	readonly text: string;
	readonly emoji: false;
}

interface Markdown {
	readonly type: "mrkdwn";
	readonly text: string;
	/** No links, channels or names are made of words. */
	readonly verbatim: true;
}

/** One block of Slack's Block Kit. */
export type SlackBlock =
	| { readonly type: "header"; readonly text: PlainText }
	| { readonly type: "section"; readonly text: Markdown }
	| { readonly type: "section"; readonly fields: readonly Markdown[] }
	| { readonly type: "context"; readonly elements: readonly Markdown[] };

/** What an incoming webhook takes. */
export interface SlackPayload {
	/** Shown in notifications and by screen readers. */
	readonly text: string;
	readonly blocks: readonly SlackBlock[];
	readonly unfurl_links: false;
	readonly unfurl_media: false;
}

/** A notice as Block Kit: a header, the reason, the facts, the lists and a context. Within Slack's limits whatever the lengths; hostile text pings nobody and links nowhere. */
export function slackPayload(notice: Notice): SlackPayload {
	return {
		text: shorten(escapeMrkdwn, plainText(notice), FALLBACK_CHARACTERS),
		blocks: [header(notice), ...reason(notice), ...facts(notice), ...list(notice.numbers), ...list(notice.nextSteps), context(notice)],
		unfurl_links: false,
		unfurl_media: false,
	};
}

function header(notice: Notice): SlackBlock {
	const title = `${signOf(notice)} ${oneLine(notice.title)}`;
	return { type: "header", text: { type: "plain_text", text: shorten(withoutAngles, title, SLACK_LIMITS.header), emoji: false } };
}

function reason(notice: Notice): readonly SlackBlock[] {
	const lines = notice.reason.split(/\r?\n/).map(oneLine).join("\n");
	return notice.reason.trim() === "" ? [] : [{ type: "section", text: mrkdwn("", lines, REASON_CHARACTERS) }];
}

function facts(notice: Notice): readonly SlackBlock[] {
	const fields = notice.facts
		.slice(0, SLACK_LIMITS.fields)
		.map((fact) => mrkdwn(`*${fact.label}*\n`, oneLine(fact.text), FIELD_CHARACTERS));
	return fields.length === 0 ? [] : [{ type: "section", fields }];
}

function list(part: Notice["numbers"]): readonly SlackBlock[] {
	if (part.lines.length === 0) return [];
	const lines = part.lines.map((line) => `• ${oneLine(line)}`).join("\n");
	return [{ type: "section", text: mrkdwn(`*${part.heading}*\n`, lines, LIST_CHARACTERS) }];
}

function context(notice: Notice): SlackBlock {
	return { type: "context", elements: [notice.nextUpdate, notice.reference].map((text) => mrkdwn("", oneLine(text), CONTEXT_CHARACTERS)) };
}

/** `markup` is ours, `text` is theirs. */
function mrkdwn(markup: string, text: string, most: number): Markdown {
	return { type: "mrkdwn", text: markup + shorten(escapeMrkdwn, text, most), verbatim: true };
}

/** docs.slack.dev/messaging/formatting-message-text: & < > are the only control characters; `<!channel>` would ping everybody. */
function escapeMrkdwn(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Plain text is not escaped, so what looks like a ping is taken out instead. */
function withoutAngles(text: string): string {
	return text.replaceAll("<", "‹").replaceAll(">", "›");
}

/** The longest beginning of a text that, once escaped, is within the limit; escaped as a whole, so that no entity or letter is cut in two. */
function shorten(encode: (text: string) => string, text: string, most: number): string {
	const whole = encode(text.slice(0, most + 1).toWellFormed());
	if (whole.length <= most) return whole;
	let fitted = "";
	for (const letter of text) {
		const next = encode(letter.toWellFormed());
		if (fitted.length + next.length > most - 1) break;
		fitted += next;
	}
	return `${fitted}…`;
}

function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+/gu, " ").trim() || "—";
}
