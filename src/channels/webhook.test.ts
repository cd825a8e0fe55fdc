import { createHmac } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { systemClock } from "../runtime/clock.ts";
import { createHttpClient } from "../runtime/http.ts";
import { messageOf } from "../testing/messages.ts";
import { type Sink, startSink } from "../testing/sink.ts";
import { channelKinds } from "./index.ts";
import { type WebhookConfig, webhookChannel } from "./webhook.ts";

let sink: Sink | null = null;
afterEach(() => sink?.stop());

async function deliver(config: Partial<WebhookConfig>, status = 204) {
	sink = await startSink((_, response) => response.writeHead(status).end());
	const http = createHttpClient({ clock: systemClock });
	const channel = webhookChannel.connect({ url: `${sink.url}/hook?key=canary`, ...config }, { http, locale: "pt-BR" });
	const delivery = await channel.deliver(messageOf({ kind: "done" }), AbortSignal.timeout(5_000));
	return { delivery, request: sink.received[0] };
}

test("the message goes out as JSON with its version, its kind and the text for a person", async () => {
	const { delivery, request } = await deliver({ headers: { "x-team": "shop" } });
	expect(delivery).toEqual({ ok: true });
	const { text, ...body } = JSON.parse(request?.body ?? "");
	expect(body).toEqual({ version: 1, ...messageOf({ kind: "done" }) });
	expect(text).toContain("Rollback de checkout em production concluído");
	expect(request?.headers).toMatchObject({
		"content-type": "application/json; charset=utf-8",
		"x-team": "shop",
		"x-backout-delivery": "msg-1",
	});
	expect(request?.headers["x-backout-signature"]).toBeUndefined();
});

test("with a secret the receiver can tell that timestamp and body are ours", async () => {
	const { request } = await deliver({ secret: "s3cret" });
	const timestamp = request?.headers["x-backout-timestamp"];
	const expected = createHmac("sha256", "s3cret").update(`${timestamp}.${request?.body}`).digest("hex");
	expect(request?.headers["x-backout-signature"]).toBe(`sha256=${expected}`);
	expect(Math.abs(Number(timestamp) * 1_000 - Date.now())).toBeLessThan(60_000);
});

test("a refusal is final, a fault of the receiver is not, and neither shows the URL's key", async () => {
	const refused = await deliver({}, 401);
	expect(refused.delivery).toEqual({ ok: false, detail: "the webhook answered 401", retryable: false, retryAfterMs: null });
	await sink?.stop();
	const faulty = await deliver({}, 502);
	expect(faulty.delivery).toMatchObject({ ok: false, retryable: true });
	expect(JSON.stringify([refused.delivery, faulty.delivery])).not.toContain("canary");
});

test("a header that cannot be sent is final and does not show its value", async () => {
	const { delivery } = await deliver({ headers: { authorization: "canary\nx" } });
	expect(delivery).toMatchObject({ ok: false, retryable: false });
	expect(JSON.stringify(delivery)).not.toContain("canary");
});

test("every kind stands under its own key, and its schema can be published for editors", async () => {
	expect([...channelKinds.keys()]).toEqual(["slack", "webhook"]);
	for (const [key, load] of channelKinds) {
		const kind = await load();
		expect(kind.kind).toBe(key);
		expect(() => z.toJSONSchema(kind.schema, { io: "input" })).not.toThrow();
	}
});
