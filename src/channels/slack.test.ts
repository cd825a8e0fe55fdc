import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { Delivery, Message, MessageKind } from "../core/channel.ts";
import { systemClock } from "../runtime/clock.ts";
import { createHttpClient } from "../runtime/http.ts";
import { messageOf } from "../testing/messages.ts";
import { type Sink, startSink } from "../testing/sink.ts";
import { slackChannel } from "./slack.ts";
import { SLACK_LIMITS, slackPayload } from "./slack-blocks.ts";
import { noticeOf } from "./templates.ts";

interface Text {
	readonly type: string;
	readonly text: string;
}
interface Block {
	readonly type: string;
	readonly text?: Text;
	readonly fields?: readonly Text[];
	readonly elements?: readonly Text[];
}

/** What Slack would refuse in a payload, by the limits it publishes; empty when it would take it. */
function refusals(payload: { readonly text: string; readonly blocks: readonly Block[] }): readonly string[] {
	const found: string[] = [];
	const check = (ok: boolean, what: string) => ok || found.push(what);
	check(payload.text.length > 0, "text is empty");
	check(payload.blocks.length <= SLACK_LIMITS.blocks, "blocks");
	for (const block of payload.blocks) {
		for (const [texts, most] of textsOf(block)) {
			check(
				texts.every((text) => text.text.length > 0 && text.text.length <= most),
				`${block.type} text`,
			);
			check(
				texts.every((text) => text.text.isWellFormed()),
				`${block.type} letters`,
			);
		}
		check((block.fields?.length ?? 1) <= SLACK_LIMITS.fields, "fields");
		check((block.elements?.length ?? 1) <= SLACK_LIMITS.contextElements, "elements");
		if (block.type === "header") check(block.text?.type === "plain_text", "header type");
	}
	const all = payload.blocks.flatMap((block) => textsOf(block).flatMap(([texts]) => texts.map((text) => text.text)));
	check(all.join("").length + payload.text.length <= 13_000, "characters in all");
	return found;
}

function textsOf(block: Block): readonly (readonly [readonly Text[], number])[] {
	return [
		[block.text === undefined ? [] : [block.text], block.type === "header" ? SLACK_LIMITS.header : SLACK_LIMITS.sectionText],
		[block.fields ?? [], SLACK_LIMITS.field],
		[block.elements ?? [], SLACK_LIMITS.sectionText],
	];
}

const sinks: Sink[] = [];
afterEach(async () => {
	await Promise.all(sinks.splice(0).map((sink) => sink.stop()));
});

/** A stand-in for Slack's incoming webhook: it refuses what Slack would refuse. */
async function startSlack(answer?: (response: ServerResponse) => void): Promise<Sink> {
	const sink = await startSink((request, response) => {
		if (answer !== undefined) return answer(response);
		const faults = refusals(JSON.parse(request.body));
		response.writeHead(faults.length === 0 ? 200 : 400).end(faults.length === 0 ? "ok" : `invalid_blocks: ${faults.join(", ")}`);
	});
	sinks.push(sink);
	return sink;
}

const path = "/services/T000/B000/canary-secret";

async function deliver(to: string, message: Message, deadline = AbortSignal.timeout(5_000)): Promise<Delivery> {
	const http = createHttpClient({ clock: systemClock });
	return await slackChannel.connect({ webhook: `${to}${path}` }, { http, locale: "en" }).deliver(message, deadline);
}

test("a message is delivered as Block Kit that Slack takes", async () => {
	const slack = await startSlack();
	expect(await deliver(slack.url, messageOf({ numbers: ["errors: 8.1 % → 0.2 %"], nextSteps: ["fix forward"] }))).toEqual({ ok: true });
	const payload = JSON.parse(slack.received[0]?.body ?? "");
	expect(slack.received[0]).toMatchObject({ method: "POST", path });
	expect(payload.blocks.map((block: Block) => block.type)).toEqual(["header", "section", "section", "section", "section", "context"]);
	expect(payload.blocks[0].text.text).toBe("🚨 Rolling back checkout in production");
	expect(payload.blocks[2].fields[1].text).toBe("*Release*\nv1.2.0 → v1.1.0");
	expect(payload.text).toContain("Rolling back checkout in production");
});

const anyText = fc.oneof(
	fc.string({ unit: "binary", maxLength: 300 }),
	fc.string({ maxLength: 300 }),
	fc.constantFrom("", " ", "\n", "<!channel>", "&".repeat(9_000), "😀".repeat(5_000), "\ud800", "<".repeat(151)),
	fc.nat(20_000).map((length) => "x".repeat(length)),
);
const anyLines = fc.oneof(fc.array(anyText, { maxLength: 6 }), fc.constant(Array.from({ length: 400 }, (_, index) => `line ${index}`)));
const kinds: readonly MessageKind[] = ["started", "update", "done", "unhealthy", "failed", "approval"];
const anyMessage = fc
	.record({
		kind: fc.constantFrom(...kinds),
		service: anyText,
		environment: anyText,
		incident: anyText,
		run: anyText,
		reason: anyText,
		by: anyText,
		startedAt: anyText,
		numbers: anyLines,
		nextSteps: anyLines,
		label: anyText,
		durationMs: fc.option(fc.nat()),
		nextUpdateAt: fc.option(anyText),
	})
	.map(({ label, ...change }) => messageOf({ ...change, to: { id: label, label } }));

describe("whatever the message", () => {
	test.each(["en", "pt-BR"])("Slack's limits are kept (%s)", (locale) => {
		fc.assert(
			fc.property(anyMessage, (message) => {
				expect(refusals(slackPayload(noticeOf(message, locale)))).toEqual([]);
			}),
			{ numRuns: 60 },
		);
	});

	test("no text of others can ping, link or break out", () => {
		fc.assert(
			fc.property(anyMessage, (message) => {
				expect(JSON.stringify(slackPayload(noticeOf(message, "en")))).not.toMatch(/[<>]/);
			}),
			{ numRuns: 60 },
		);
	});
});

test("a ping in a label is shown as text", () => {
	const payload = slackPayload(
		noticeOf(messageOf({ service: "<!here>", to: { id: "x", label: "<!channel> <https://evil|v1> & co" } }), "en"),
	);
	expect(JSON.stringify(payload.blocks[2])).toContain("&lt;!channel&gt; &lt;https://evil|v1&gt; &amp; co");
	expect(JSON.stringify(payload.blocks[0])).toContain("‹!here›");
});

test("an entity is never cut in two", () => {
	const payload = slackPayload(noticeOf(messageOf({ reason: "&".repeat(5_000) }), "en"));
	const reason = payload.blocks[1];
	if (reason?.type !== "section" || !("text" in reason)) throw new Error("no reason");
	expect(reason.text.text).toMatch(/^(&amp;)+…$/);
});

describe("a delivery that fails", () => {
	test("on 429 may be tried again after the time Slack asks for", async () => {
		const slack = await startSlack((response) => response.writeHead(429, { "retry-after": "30" }).end("rate_limited"));
		expect(await deliver(slack.url, messageOf())).toEqual({
			ok: false,
			detail: "Slack answered 429: rate_limited",
			retryable: true,
			retryAfterMs: 30_000,
		});
	});

	test("on 429 with a date waits until then, by Slack's own clock", async () => {
		const headers = { date: "Sat, 21 Nov 2026 03:00:00 GMT", "retry-after": "Sat, 21 Nov 2026 03:00:20 GMT" };
		const slack = await startSlack((response) => response.writeHead(429, headers).end());
		expect(await deliver(slack.url, messageOf())).toMatchObject({ retryable: true, retryAfterMs: 20_000 });
	});

	test.each([400, 403, 404, 410])("on %i is final and carries Slack's word", async (status) => {
		const slack = await startSlack((response) => response.writeHead(status).end("no_service"));
		expect(await deliver(slack.url, messageOf())).toEqual({
			ok: false,
			detail: `Slack answered ${status}: no_service`,
			retryable: false,
			retryAfterMs: null,
		});
	});

	test("on 503 may be tried again", async () => {
		const slack = await startSlack((response) => response.writeHead(503).end());
		expect(await deliver(slack.url, messageOf())).toMatchObject({ ok: false, retryable: true, retryAfterMs: null });
	});

	test("never shows the webhook's URL, which is a secret", async () => {
		const slack = await startSlack((response) => response.writeHead(404).end(`no such hook ${path}`));
		const answered = await deliver(slack.url, messageOf());
		await sinks.pop()?.stop();
		const refused = await deliver(slack.url, messageOf());
		expect(refused).toMatchObject({ ok: false, retryable: true, detail: "Slack could not be reached: the connection was refused" });
		expect(JSON.stringify([answered, refused])).not.toContain("canary-secret");
	});

	test("at a deadline may be tried again", async () => {
		const slack = await startSlack(() => {});
		expect(await deliver(slack.url, messageOf(), AbortSignal.timeout(50))).toMatchObject({ ok: false, retryable: true });
	});
});
