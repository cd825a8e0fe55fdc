import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { checkServerIdentity, connect, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import { formatDuration } from "../core/duration.ts";
import { oneLine } from "./excerpt.ts";
import type { Certificate, ShownChain } from "./tls-reading.ts";

/** Where the certificate is shown, and the name it must bear. */
export interface TlsAddress {
	readonly host: string;
	readonly port: number;
	readonly serverName: string;
}

/** More than any real chain; a server that shows more is not followed further. */
const MOST_CERTIFICATES = 10;

/** Why no handshake came about, in words; the codes are Node's (nodejs.org/api/errors.html) and OpenSSL's. */
const REASONS: Readonly<Record<string, string>> = {
	ECONNREFUSED: "the connection was refused",
	ECONNRESET: "the connection was closed before the certificate was shown",
	ENOTFOUND: "the host name has no address",
	EAI_AGAIN: "the name server did not answer",
	EHOSTUNREACH: "there is no way to the host",
	ENETUNREACH: "there is no way to the network",
	ETIMEDOUT: "the host did not answer the connection",
	ERR_SSL_WRONG_VERSION_NUMBER: "it answers, and not with TLS; name the port that speaks TLS",
	ERR_SSL_PACKET_LENGTH_TOO_LONG: "it answers, and not with TLS; name the port that speaks TLS",
	ERR_SSL_UNSUPPORTED_PROTOCOL: "it speaks only TLS versions that are no longer safe",
	ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "it speaks only TLS versions that are no longer safe",
	ERR_SSL_TLSV1_UNRECOGNIZED_NAME: "it knows no certificate for the name; correct `serverName`",
};

/** The certificates that the server shows, leaf first, with what verification has against them; or in words why none were seen. Throws when the authorities are no PEM. */
export function shakeHands(address: TlsAddress, authorities: string | null, signal: AbortSignal): Promise<ShownChain | string> {
	// Node passes over authorities that it cannot read, and would then trust nobody.
	if (authorities !== null) new X509Certificate(authorities);
	const startedAt = performance.now();
	const where = `${address.host}:${address.port}`;
	const socket = connect({
		host: address.host,
		port: address.port,
		// An address is never sent as a name (RFC 6066, 3), but it must be on the certificate all the same.
		...(isIP(address.serverName) === 0 ? { servername: address.serverName } : {}),
		checkServerIdentity: (_host, certificate) => checkServerIdentity(address.serverName, certificate),
		...(authorities === null ? {} : { ca: authorities }),
		// A certificate that nobody trusts is still to be looked at; nothing is sent or read.
		rejectUnauthorized: false,
	});
	return new Promise((resolve) => {
		const end = (result: ShownChain | string) => {
			signal.removeEventListener("abort", late);
			socket.destroy();
			resolve(result);
		};
		const late = () => end(`${where} did not shake hands within ${formatDuration(performance.now() - startedAt)}`);
		if (signal.aborted) return late();
		signal.addEventListener("abort", late, { once: true });
		socket.once("secureConnect", () => end(chainOf(socket) ?? `${where} showed no certificate`));
		socket.on("error", (error) => end(`${where}: ${reasonOf(error)}`));
		socket.once("close", () => end(`${where}: ${REASONS["ECONNRESET"]}`));
	});
}

function reasonOf(error: Error): string {
	// A host with several addresses fails with a list, one fault for each.
	const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
	const code = first instanceof Error && "code" in first && typeof first.code === "string" ? first.code : "";
	return REASONS[code] ?? oneLine(`${first instanceof Error ? first.message : error.message} ${code}`);
}

function chainOf(socket: TLSSocket): ShownChain | null {
	const certificates: Certificate[] = [];
	const seen = new Set<string>();
	let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
	// A root names itself as its issuer.
	while (next?.fingerprint256 !== undefined && !seen.has(next.fingerprint256) && seen.size < MOST_CERTIFICATES) {
		seen.add(next.fingerprint256);
		certificates.push(certificateOf(next));
		next = next.issuerCertificate;
	}
	const [leaf, ...issuers] = certificates;
	if (leaf === undefined) return null;
	// Node's types promise an Error here; it is the fault's code (lib/internal/tls/wrap.js).
	const fault: unknown = socket.authorizationError;
	return { leaf, issuers, fault: fault === null || fault === undefined ? null : String(fault) };
}

function certificateOf(peer: DetailedPeerCertificate): Certificate {
	const { CN: name, O: organisation } = peer.subject;
	return {
		name: oneLine([name ?? organisation ?? "no name"].flat().join(", ")),
		hosts: oneLine(peer.subjectaltname?.replaceAll(/(?:DNS|IP Address):/g, "") ?? ""),
		validFromMs: Date.parse(peer.valid_from),
		validToMs: Date.parse(peer.valid_to),
	};
}
