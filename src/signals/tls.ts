import { readFile } from "node:fs/promises";
import { isIPv6 } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { MINIMUM_DAYS, WARN_DAYS } from "../core/certificate.ts";
import { errorText } from "../core/error.ts";
import { besideOtherFaults, hasPlaceholder, isUrlLike } from "../core/settings.ts";
import type { Reading, SignalContext, SignalKind } from "../core/signal.ts";
import { durationMs, durationSetting } from "./settings.ts";
import type { TlsAddress } from "./tls-handshake.ts";
import { readingOfChain, unseenCertificate } from "./tls-reading.ts";

const DEFAULT_WITHIN_MS = 5_000;
const DEFAULT_PORT = 443;

const daysSetting = (example: number) =>
	z
		.int()
		.min(0)
		.max(3_650)
		.meta({ examples: [example] });

const schema = z
	.strictObject({
		host: z
			.string()
			.min(1)
			.refine((text) => !/[\s/:@]/.test(text) || isIPv6(text) || hasPlaceholder(text), {
				error: "must be a host name or an address, without scheme and port",
			})
			.meta({ examples: ["shop.example.com"] })
			.optional()
			.describe("The host that shows the certificate; this or url"),
		url: z
			.string()
			.refine((text) => isUrlLike(text, ["https:"]), { error: "must be a URL that starts with https://" })
			.meta({ examples: ["https://shop.example.com"] })
			.optional()
			.describe("A URL of the host instead; only its host and port are used"),
		port: z
			.int()
			.min(1)
			.max(65_535)
			.meta({ examples: [443] })
			.optional()
			.describe("443, or the URL's, when left out"),
		serverName: z
			.string()
			.min(1)
			.meta({ examples: ["shop.example.com"] })
			.optional()
			.describe("The name that is asked for and must be on the certificate; the host when left out"),
		ca: z
			.string()
			.min(1)
			.meta({ examples: ["/etc/ssl/own-ca.pem"] })
			.optional()
			.describe("A PEM file of the authorities to trust instead of the public ones"),
		within: durationSetting.optional().describe("How long the handshake may take; 5s when left out"),
		warnDays: daysSetting(WARN_DAYS).optional().describe("To be renewed soon from this many days on; 14 when left out"),
		minimumDays: daysSetting(MINIMUM_DAYS).optional().describe("To be renewed at once from this many days on; 3 when left out"),
	})
	.refine((settings) => (settings.host === undefined) !== (settings.url === undefined), {
		error: "must have either host or url",
		when: besideOtherFaults,
	})
	.refine((settings) => !((settings.minimumDays ?? MINIMUM_DAYS) > (settings.warnDays ?? WARN_DAYS)), {
		error: `minimumDays (${MINIMUM_DAYS} when left out) must not be above warnDays (${WARN_DAYS} when left out)`,
		params: { fix: `Make minimumDays the smaller one, as in \`minimumDays: ${MINIMUM_DAYS}\` and \`warnDays: ${WARN_DAYS}\`.` },
		when: besideOtherFaults,
	})
	.meta({ examples: [{ host: "shop.example.com" }] });

/** The settings of a certificate to be watched. */
export type TlsConfig = z.infer<typeof schema>;

/**
 * Shakes hands and looks at the certificates that the server shows. It is a signal and no health check: a rollback brings no certificate back, so a
 * broken one must not look like a service that is down. A host that cannot be reached or speaks no TLS says nothing about its certificate: unknown.
 */
export const tlsSignal: SignalKind<TlsConfig> = {
	kind: "tls",
	measures: ["certificate"],
	schema,
	measureOf: () => "certificate",
	endpoints: (config) => [endpointOf(addressOf(config))],
	connect: (config, context) => ({
		name: context.name,
		source: "tls",
		measure: context.measure,
		hasPast: false,
		withinMs: durationMs(config.within, DEFAULT_WITHIN_MS),
		read: (_window, deadline) => look(config, deadline, context),
	}),
};

function addressOf(config: TlsConfig): TlsAddress {
	const url = config.url === undefined ? null : URL.parse(config.url);
	const host = (config.host ?? url?.hostname ?? config.url ?? "").replace(/^\[(.*)\]$/, "$1");
	const port = config.port ?? Number(url?.port || DEFAULT_PORT);
	return { host, port, serverName: config.serverName ?? host };
}

function endpointOf({ host, port, serverName }: TlsAddress): string {
	return serverName === host ? `${host}:${port}` : `${serverName} at ${host}:${port}`;
}

async function look(config: TlsConfig, deadline: AbortSignal, context: SignalContext): Promise<Reading> {
	const limits = { warnDays: config.warnDays ?? WARN_DAYS, minimumDays: config.minimumDays ?? MINIMUM_DAYS };
	const signal = AbortSignal.any([deadline, AbortSignal.timeout(durationMs(config.within, DEFAULT_WITHIN_MS))]);
	try {
		const authorities = config.ca === undefined ? null : await readFile(resolve(context.directory, config.ca), "utf8");
		const { shakeHands } = await import("./tls-handshake.ts");
		const address = addressOf(config);
		const shown = await shakeHands(address, authorities, signal);
		return typeof shown === "string" ? unseenCertificate(shown) : readingOfChain(shown, address.serverName, limits, context.clock.now());
	} catch (error) {
		return unseenCertificate(`the authorities of \`ca\` cannot be used: ${errorText(error)}`);
	}
}
