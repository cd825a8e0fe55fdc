/** What is thought of a release. `good`: baked without a bad verdict, or confirmed by a person. `never`: must not come back. */
export type Standing = "good" | "bad" | "unknown" | "never";

/** One version as one target knows it: a ReplicaSet revision, a release directory, an image digest. */
export interface TargetRelease {
	/** The target's own name for it; what `propose` is given back. */
	readonly id: string;
	/** What people call it: a tag, a directory name. */
	readonly label: string | null;
	/** Full or abbreviated git commit. */
	readonly commit: string | null;
	/** Content digest (`sha256:…`) where the platform has one. */
	readonly digest: string | null;
	/** ISO 8601, when it went live there last. */
	readonly deployedAt: string | null;
	/** ISO 8601, when it went live there first, where its platform keeps that: one that is older than what ran before it was brought back. */
	readonly firstDeployedAt?: string;
	/** Why the target can no longer return to it (image gone, directory deleted), or null when it can. */
	readonly unavailable: string | null;
	/** False where the platform only holds it (a commit of a branch, a tag), which proves no deploy; it ran there when true or left out. */
	readonly wasLive?: boolean;
	/** The number its platform counts it by today (`7`), where it has one: a person may name it, but it changes when the release is deployed again. */
	readonly revision?: string;
	/** What its platform tells of it beside what names it; absent where it tells nothing. */
	readonly notes?: ReleaseNotes;
}

/** What a platform tells of a target release, for a person. Text from outside: shown, never interpreted. */
export interface ReleaseNotes {
	/** What it is made of: an image with its tag. */
	readonly image: string | null;
	/** Why it was put there, in the words that whoever did it left. */
	readonly cause: string | null;
	/** Which tool put it there last, `kubectl-client-side-apply`, `helm`, `backout`. */
	readonly putBy: string | null;
	/** How much of it runs now: "3 of 3 pods are available". */
	readonly running: string | null;
}

/** One version of a service in one environment: what the ledger knows of it, joined with what each target knows. */
export interface Release {
	readonly service: string;
	readonly environment: string;
	/** Unique in the service and environment; the label, or else the commit, or else the first target's id. */
	readonly id: string;
	readonly label: string;
	readonly commit: string | null;
	/** ISO 8601. */
	readonly deployedAt: string | null;
	readonly deployedBy: string | null;
	/** By target name; a target that never saw the release is absent. */
	readonly targets: Readonly<Record<string, TargetRelease>>;
	readonly schemaRevision: string | null;
	readonly standing: Standing;
	readonly standingReason: string | null;
	/** True when `backout record` told of it; false when only a platform's history shows it. */
	readonly isRecorded: boolean;
}

/** The short form that plans, events and messages carry. */
export interface ReleaseName {
	readonly id: string;
	readonly label: string;
}
