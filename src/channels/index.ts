import type { ChannelKind } from "../core/channel.ts";
import { slackChannel } from "./slack.ts";
import { webhookChannel } from "./webhook.ts";

/** Every kind of channel by its key in the config. */
export const channelKinds: ReadonlyMap<string, ChannelKind> = new Map(
	[slackChannel, webhookChannel].map((kind: ChannelKind) => [kind.kind, kind]),
);
