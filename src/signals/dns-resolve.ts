import { Resolver } from "node:dns/promises";
import { formatDuration } from "../core/duration.ts";
import { errorText } from "../core/error.ts";
import { type DnsRecord, type RecordType, recordText } from "./dns-answers.ts";

/** What is asked, and of whom; null: this machine's own name servers. */
export interface DnsQuestion {
	readonly name: string;
	readonly type: RecordType;
	readonly server: string | null;
}

/** `failed`: a name server says that there is no answer; `unknown`: none said anything. */
export type Resolution =
	| { readonly kind: "answers"; readonly answers: readonly string[] }
	| { readonly kind: "failed"; readonly why: string }
	| { readonly kind: "unknown"; readonly why: string };

/** One lost packet is no dead name server. */
const TRY_MS = 1_500;
const TRIES = 3;

/** What c-ares' codes (nodejs.org/api/dns.html#error-codes) say of the name. */
const FAILED: Readonly<Record<string, string>> = {
	ENOTFOUND: "there is no such name (NXDOMAIN)",
	ENODATA: "the name has no record of this type",
	ESERVFAIL: "the name server failed to answer (SERVFAIL); see whether the zone's own servers answer",
};

/** What they say of the name server, or of the question. */
const UNKNOWN: Readonly<Record<string, string>> = {
	ECONNREFUSED: "no name server could be reached",
	ETIMEOUT: "the name server did not answer",
	EREFUSED: "the name server refuses to answer this machine",
	ENOTIMP: "the name server does not know this type of question",
	EBADRESP: "the name server gave an answer that cannot be read",
	EFORMERR: "the name server cannot read the question",
	EBADNAME: "the name cannot be asked for; correct it",
};

const ASK: Readonly<Record<RecordType, (resolver: Resolver, name: string) => Promise<readonly DnsRecord[]>>> = {
	A: (resolver, name) => resolver.resolve4(name),
	AAAA: (resolver, name) => resolver.resolve6(name),
	CNAME: (resolver, name) => resolver.resolveCname(name),
	MX: (resolver, name) => resolver.resolveMx(name),
	NS: (resolver, name) => resolver.resolveNs(name),
	SRV: (resolver, name) => resolver.resolveSrv(name),
	TXT: (resolver, name) => resolver.resolveTxt(name),
};

/** Asks once, with a resolver of its own: nothing is remembered from an earlier look. */
export async function resolveName(question: DnsQuestion, signal: AbortSignal): Promise<Resolution> {
	const startedAt = performance.now();
	const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
	const cancel = () => resolver.cancel();
	signal.addEventListener("abort", cancel, { once: true });
	try {
		if (question.server !== null) resolver.setServers([question.server]);
		const answer = ASK[question.type](resolver, question.name);
		if (signal.aborted) cancel();
		const records = await answer;
		if (records.length === 0) return { kind: "failed", why: FAILED["ENODATA"] ?? "" };
		return { kind: "answers", answers: records.map(recordText).toSorted() };
	} catch (error) {
		if (signal.aborted) return { kind: "unknown", why: `no answer within ${formatDuration(performance.now() - startedAt)}` };
		return resolutionOf(error);
	} finally {
		signal.removeEventListener("abort", cancel);
	}
}

function resolutionOf(error: unknown): Resolution {
	const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
	const failed = FAILED[code];
	if (failed !== undefined) return { kind: "failed", why: failed };
	return { kind: "unknown", why: UNKNOWN[code] ?? errorText(error) };
}
