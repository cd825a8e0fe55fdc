import type { ChannelKind } from "../core/channel.ts";

/** Every kind of channel by its key in the config; each is loaded when a config names it. */
export const channelKinds: ReadonlyMap<string, () => Promise<ChannelKind>> = new Map<string, () => Promise<ChannelKind>>([
	["slack", async () => (await import("./slack.ts")).slackChannel],
	["webhook", async () => (await import("./webhook.ts")).webhookChannel],
]);
