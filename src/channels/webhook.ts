import { createHmac } from "node:crypto";
import { z } from "zod";
import type { ChannelKind, Message } from "../core/channel.ts";
import { isUrlOrPlaceholder } from "../core/settings.ts";
import { post } from "./delivery.ts";
import { noticeOf, plainText } from "./templates.ts";

const schema = z.strictObject({
	url: z
		.string()
		.refine(isUrlOrPlaceholder, { error: "must be a URL that starts with http:// or https://" })
		.meta({ examples: ["${WEBHOOK_URL}"] }),
	headers: z
		.record(z.string(), z.string().meta({ examples: ["Bearer ${WEBHOOK_TOKEN}"] }))
		.meta({ examples: [{ authorization: "Bearer ${WEBHOOK_TOKEN}" }] })
		.optional(),
	secret: z
		.string()
		.min(1)
		.meta({ examples: ["${WEBHOOK_SECRET}"] })
		.optional()
		.describe("Signs every message: x-backout-signature is the HMAC-SHA-256 of `timestamp.body`"),
});

/** The settings of a generic webhook. */
export type WebhookConfig = z.infer<typeof schema>;

/** What is posted: the message as it is, with the form's version and the text that a person would read. Fields are added, never renamed. */
export interface WebhookBody extends Message {
	readonly version: 1;
	readonly text: string;
}

/** Posts every message as JSON to a URL of the user's. The receiver checks `x-backout-signature` over `x-backout-timestamp` + "." + body, and drops old timestamps. */
export const webhookChannel: ChannelKind<WebhookConfig> = {
	kind: "webhook",
	schema,
	connect: (config, { http, locale }) => ({
		deliver: (message, deadline) => {
			const content: WebhookBody = { version: 1, ...message, text: plainText(noticeOf(message, locale)) };
			const body = JSON.stringify(content);
			const headers = { ...config.headers, "x-backout-delivery": message.id, ...signed(config.secret, body) };
			return post(http, { receiver: "the webhook", url: config.url, headers, body }, deadline);
		},
	}),
};

/** The machine's time and no other: it is what the receiver holds against its own. */
function signed(secret: string | undefined, body: string): Readonly<Record<string, string>> {
	if (secret === undefined) return {};
	const timestamp = String(Math.floor(Date.now() / 1_000));
	const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
	return { "x-backout-timestamp": timestamp, "x-backout-signature": `sha256=${signature}` };
}
