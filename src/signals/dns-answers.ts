import type { MxRecord, SrvRecord } from "node:dns";
import { isIPv6 } from "node:net";

/** The kinds of record that can be asked for. */
export const RECORD_TYPES = ["A", "AAAA", "CNAME", "MX", "NS", "SRV", "TXT"] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** One record as Node gives it: an address or a name, the pieces of a TXT, an MX, an SRV. */
export type DnsRecord = string | readonly string[] | MxRecord | SrvRecord;

/** A record as a person, and dig, write it: `203.0.113.7`, `10 mail.example.com`, `10 5 5060 sip.example.com`, a TXT joined. */
export function recordText(record: DnsRecord): string {
	if (typeof record === "string") return record;
	if (isPieces(record)) return record.join("");
	if ("exchange" in record) return `${record.priority} ${record.exchange}`;
	return `${record.priority} ${record.weight} ${record.port} ${record.name}`;
}

/** The one way to write a name or an address, for comparing: names know no case (RFC 4343) and may end in a dot. */
export function canonical(answer: string): string {
	const text = answer.trim();
	if (isIPv6(text)) return URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1) ?? text;
	return text.toLowerCase().replace(/\.$/, "");
}

function isPieces(record: DnsRecord): record is readonly string[] {
	return Array.isArray(record);
}
