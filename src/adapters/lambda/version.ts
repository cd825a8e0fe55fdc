import type { TargetRelease } from "../../core/release.ts";

/** One published version of a function: its code and its configuration, environment included, never change again. */
export interface Version {
	readonly version: string;
	readonly description: string;
	/** SHA-256 of the package, base64. */
	readonly codeSha256: string | null;
	/** ISO 8601. */
	readonly publishedAt: string | null;
	readonly runtime: string | null;
	/** `Active`, `Inactive`, `Pending`, `Failed`, `ActiveNonInvocable` …; null where the answer does not tell (a listing). */
	readonly state: string | null;
	readonly stateReason: string | null;
	/** Of the function's configuration: does this version start from a snapshot. */
	readonly hasSnapStart: boolean;
	readonly layers: readonly string[];
}

/** A description that is no label: a sentence. */
const SENTENCE = /\s/;

/** The version as a release of the target; a description of one word (`v1.4.2`, a commit) is what people call it. */
export function releaseOf({ version, description, codeSha256, publishedAt, runtime }: Version, shown: string | null): TargetRelease {
	const isLabel = description !== "" && !SENTENCE.test(description);
	return {
		id: version,
		label: isLabel ? description : `version ${version}`,
		commit: /^[0-9a-f]{7,40}$/.test(description) ? description : null,
		digest: codeSha256 === null ? null : `sha256:${Buffer.from(codeSha256, "base64").toString("hex")}`,
		deployedAt: publishedAt,
		unavailable: null,
		revision: version,
		notes: { image: runtime, cause: isLabel || description === "" ? null : description, putBy: null, running: shown },
	};
}
