import type { JsonValue } from "./json.ts";

/** One entry of the hash-chained audit log. */
export interface AuditEntry {
	readonly seq: number;
	/** ISO 8601. */
	readonly time: string;
	/** Who did it. */
	readonly by: string;
	/** What was done: `run.request`, `approval.give`, `release.mark`, `automation.off`. */
	readonly action: string;
	/** To what: a run, a release, a service. */
	readonly subject: string;
	readonly detail: JsonValue;
	/** The previous entry's hash; 64 zeros for the first. */
	readonly previousHash: string;
	/** SHA-256 over all the above. */
	readonly hash: string;
}

/** What an entry is made from. */
export type NewAuditEntry = Pick<AuditEntry, "by" | "action" | "subject" | "detail">;

/** Whether the chain is whole. */
export type AuditVerdict =
	| { readonly ok: true; readonly entries: number }
	| { readonly ok: false; readonly entries: number; readonly brokenAt: number; readonly reason: string };
