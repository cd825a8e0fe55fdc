import { daysLeftText } from "../core/certificate.ts";
import type { CertificateProblem, Reading } from "../core/signal.ts";
import { utcDay } from "../core/time.ts";

type CertificateReading = Extract<Reading, { kind: "certificate" }>;

/** What counts of one certificate. */
export interface Certificate {
	/** Whom it names, for a person. */
	readonly name: string;
	/** The hosts it is for, for a person; empty when it names none. */
	readonly hosts: string;
	/** Milliseconds since the epoch. */
	readonly validFromMs: number;
	readonly validToMs: number;
}

/** What a server showed. */
export interface ShownChain {
	readonly leaf: Certificate;
	/** From the leaf's issuer up, as far as they were shown or are known here. */
	readonly issuers: readonly Certificate[];
	/** The first thing that verification has against the chain, as OpenSSL's or Node's code; null when clients accept it. */
	readonly fault: string | null;
}

const DAY_MS = 24 * 3_600_000;

/** OpenSSL's verification results by the names that Node gives them (docs.openssl.org: X509_STORE_CTX_get_error); every other is an untrusted chain. */
const PROBLEMS: Readonly<Record<string, CertificateProblem>> = {
	CERT_HAS_EXPIRED: "expired",
	CERT_NOT_YET_VALID: "not-yet-valid",
	DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed",
	ERR_TLS_CERT_ALTNAME_INVALID: "wrong-host",
};

/** What is missing for trust, in words. */
const UNTRUSTED: Readonly<Record<string, string>> = {
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: "an intermediate certificate is missing, or its authority is not trusted here",
	UNABLE_TO_GET_ISSUER_CERT: "an intermediate certificate is missing, or its authority is not trusted here",
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "an intermediate certificate is missing, or its authority is not trusted here",
	SELF_SIGNED_CERT_IN_CHAIN: "its authority is not trusted here; a private one is named with `ca`",
	CERT_REVOKED: "it was revoked",
};

/** The reading of a chain: the days until its first certificate ends, and why clients refuse it. */
export function readingOfChain(
	chain: ShownChain,
	serverName: string,
	limits: NonNullable<CertificateReading["limits"]>,
	nowMs: number,
): CertificateReading {
	const first = firstToEnd(chain, nowMs);
	const daysLeft = Math.floor((first.validToMs - nowMs) / DAY_MS);
	const problem = problemOf(chain, nowMs);
	const ends = `${first === chain.leaf ? "it" : `its issuer ${first.name}`} ends ${utcDay(new Date(first.validToMs).toISOString())}`;
	const why = problem === null ? "" : `: ${problemText(problem, chain, serverName, nowMs)}`;
	const detail = `the certificate of ${serverName}${why}; ${ends} (${daysLeftText(daysLeft)})`;
	return { kind: "certificate", daysLeft, problem, detail, limits };
}

/** The reading when no certificate was seen: nothing is known of it. */
export function unseenCertificate(why: string): CertificateReading {
	return { kind: "certificate", daysLeft: null, problem: null, detail: why };
}

/** An issuer that has ended above a chain that clients accept is a spare that they passed by (Let's Encrypt's cross-signed root was one): it does not count. */
function firstToEnd({ leaf, issuers, fault }: ShownChain, nowMs: number): Certificate {
	const counted = issuers.filter((issuer) => fault !== null || issuer.validToMs > nowMs);
	return counted.reduce((first, issuer) => (issuer.validToMs < first.validToMs ? issuer : first), leaf);
}

/** The leaf's own dates come first: OpenSSL stops at the first thing it finds, and an expired self-signed certificate is both. */
function problemOf({ leaf, fault }: ShownChain, nowMs: number): CertificateProblem | null {
	if (leaf.validToMs <= nowMs) return "expired";
	if (leaf.validFromMs > nowMs) return "not-yet-valid";
	return fault === null ? null : (PROBLEMS[fault] ?? "untrusted-chain");
}

function problemText(problem: CertificateProblem, { leaf, fault }: ShownChain, serverName: string, nowMs: number): string {
	if (problem === "expired") return `${leaf.validToMs <= nowMs ? "it" : "a certificate of its chain"} has expired`;
	if (problem === "not-yet-valid") return `it is not valid before ${new Date(leaf.validFromMs).toISOString()}`;
	if (problem === "self-signed") return "it is self-signed";
	if (problem === "wrong-host") return `it is for ${leaf.hosts || leaf.name} and not for ${serverName}`;
	return UNTRUSTED[fault ?? ""] ?? `its chain is not trusted (${fault})`;
}
