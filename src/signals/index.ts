import type { SignalKind } from "../core/signal.ts";
import { commandSignal } from "./command.ts";
import { dnsSignal } from "./dns.ts";
import { httpSignal } from "./http.ts";
import { logSignal } from "./log.ts";
import { prometheusSignal } from "./prometheus.ts";
import { tlsSignal } from "./tls.ts";

/** Every kind of signal source by its key in the config. */
export const signalKinds: ReadonlyMap<string, SignalKind> = new Map(
	[httpSignal, commandSignal, dnsSignal, prometheusSignal, logSignal, tlsSignal].map((kind: SignalKind) => [kind.kind, kind]),
);
