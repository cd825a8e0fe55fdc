import { z } from "zod";
import type { ChannelKind } from "../core/channel.ts";
import { isUrlOrPlaceholder } from "../core/settings.ts";
import { post } from "./delivery.ts";
import { slackPayload } from "./slack-blocks.ts";
import { noticeOf } from "./templates.ts";

const schema = z.strictObject({
	webhook: z
		.string()
		.refine(isUrlOrPlaceholder, { error: "must be the URL of an incoming webhook" })
		.meta({
			description: "The URL of an incoming webhook; it is a secret, so name the variable that holds it",
			examples: ["${SLACK_WEBHOOK_URL}"],
		}),
});

/** The settings of a Slack channel. */
export type SlackConfig = z.infer<typeof schema>;

/** Tells people in Slack through an incoming webhook. 429 and 5xx may be tried again, after the time Slack asks for; other refusals are final and carry Slack's word (`no_service`, `invalid_blocks`). */
export const slackChannel: ChannelKind<SlackConfig> = {
	kind: "slack",
	schema,
	connect: (config, { http, locale }) => ({
		deliver: (message, deadline) => {
			const body = JSON.stringify(slackPayload(noticeOf(message, locale)));
			return post(http, { receiver: "Slack", url: config.webhook, headers: {}, body }, deadline);
		},
	}),
};
