import { createHash } from "node:crypto";
import type { AuditEntry, AuditVerdict } from "../core/audit.ts";
import { canonicalJson } from "./body.ts";

/** What the first entry names as its previous hash. */
const FIRST_PREVIOUS_HASH = "0".repeat(64);

const ENTRIES_PER_READ = 1_000;

/** SHA-256, in hex, over the canonical JSON of everything else in the entry. */
export function hashOf(entry: Omit<AuditEntry, "hash">): string {
	const { seq, time, by, action, subject, detail, previousHash } = entry;
	return createHash("sha256").update(canonicalJson({ seq, time, by, action, subject, detail, previousHash })).digest("hex");
}

/** Walks the chain from its first entry and says where it breaks first and why; `head` is the last entry that was ever appended. */
export async function verifyChain(
	read: (afterSeq: number, limit: number) => Promise<readonly AuditEntry[]>,
	head: { readonly seq: number; readonly hash: string },
): Promise<AuditVerdict> {
	let last = { seq: 0, hash: FIRST_PREVIOUS_HASH };
	for (;;) {
		const entries = await read(last.seq, ENTRIES_PER_READ);
		for (const entry of entries) {
			const reason = faultOf(entry, last) ?? headFault(entry, head);
			if (reason !== null) return { ok: false, entries: last.seq, brokenAt: Math.min(entry.seq, last.seq + 1), reason };
			last = entry;
		}
		if (entries.length < ENTRIES_PER_READ) return endOf(last.seq, head.seq);
	}
}

function faultOf(entry: AuditEntry, last: { readonly seq: number; readonly hash: string }): string | null {
	const expected = last.seq + 1;
	if (entry.seq !== expected) return `entry ${expected} is missing: after ${last.seq} comes ${entry.seq}`;
	const isOwnHash = hashOf(entry) === entry.hash;
	const isLinked = entry.previousHash === last.hash;
	if (isOwnHash && isLinked) return null;
	if (isOwnHash) return `entry ${entry.seq} does not follow from entry ${last.seq}: entries were reordered, or one of the two was replaced`;
	return `entry ${entry.seq} was changed: its hash does not fit what it says`;
}

/** A whole chain that was written anew from some entry on has other hashes than the one that was appended. */
function headFault(entry: AuditEntry, head: { readonly seq: number; readonly hash: string }): string | null {
	if (entry.seq !== head.seq || entry.hash === head.hash) return null;
	return `entry ${entry.seq} is not the one that was appended: the log was written anew`;
}

function endOf(lastSeq: number, headSeq: number): AuditVerdict {
	if (lastSeq >= headSeq) return { ok: true, entries: lastSeq };
	const reason = `entry ${lastSeq + 1} is missing: ${headSeq} were appended and the log ends at ${lastSeq}`;
	return { ok: false, entries: lastSeq, brokenAt: lastSeq + 1, reason };
}
