import type { SignalKind } from "../core/signal.ts";

/** Every kind of signal source by its key in the config; each is loaded when a config names it. */
export const signalKinds: ReadonlyMap<string, () => Promise<SignalKind>> = new Map<string, () => Promise<SignalKind>>([
	["http", async () => (await import("./http.ts")).httpSignal],
	["cloudwatch", async () => (await import("./cloudwatch.ts")).cloudwatchSignal],
	["command", async () => (await import("./command.ts")).commandSignal],
	["dns", async () => (await import("./dns.ts")).dnsSignal],
	["prometheus", async () => (await import("./prometheus.ts")).prometheusSignal],
	["log", async () => (await import("./log.ts")).logSignal],
	["sql", async () => (await import("./sql.ts")).sqlSignal],
	["tls", async () => (await import("./tls.ts")).tlsSignal],
]);
