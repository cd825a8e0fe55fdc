import type { TargetRelease } from "../../../core/release.ts";
import { parseImage } from "../workload/image.ts";
import { mainWorkload } from "./manifest.ts";
import type { StoredRevision } from "./stored.ts";

/** One version of a release: every stored revision that deploys the same. */
export interface HelmVersion {
	readonly content: string;
	/** Newest first. */
	readonly revisions: readonly StoredRevision[];
	/** The newest that Helm saw through; null when none was. */
	readonly healthy: StoredRevision | null;
}

/** The versions, the one that was deployed last first; `stored` is newest first and not empty. */
export function versionsOf(stored: readonly StoredRevision[]): readonly HelmVersion[] {
	const contents = [...new Set(stored.map(({ content }) => content))];
	return contents.map((content) => {
		const revisions = stored.filter((one) => one.content === content);
		return { content, revisions, healthy: revisions.find(isHealthy) ?? null };
	});
}

/** Helm sets a revision that failed, or never ended, to `superseded` too when a rollback from it fails; its description then still tells. */
const NOT_DONE = /^(?:(?:Upgrade|Install|Release|Rollback)\b.*\bfailed\b|Preparing upgrade$|Initial install underway$)/s;

function isHealthy({ status, description }: StoredRevision): boolean {
	return (status === "deployed" || status === "superseded") && !NOT_DONE.test(description);
}

/** The version as a release of the target; the newest of its revisions is its number. */
export function releaseOf({ content, revisions, healthy }: HelmVersion, release: string): TargetRelease {
	const [newest] = revisions;
	const shown = healthy ?? newest;
	const name = (shown === undefined ? null : mainWorkload(shown.manifest, release))?.images[0] ?? null;
	const image = parseImage(name ?? "");
	return {
		id: content,
		label: image.tag ?? shown?.appVersion ?? shown?.chartVersion ?? null,
		commit: image.commit,
		digest: image.digest,
		deployedAt: newest?.deployedAt ?? null,
		unavailable: healthy === null ? `Helm never saw it through: ${newest?.status ?? "unknown"}, ${newest?.description ?? ""}` : null,
		...(newest === undefined ? {} : { revision: String(newest.number) }),
		notes: { image: name, cause: newest?.description ?? null, putBy: "helm", running: newest?.status ?? null },
	};
}

/** A revision that Helm has not ended. */
export function isPending({ status }: StoredRevision): boolean {
	return status.startsWith("pending-") || status === "uninstalling";
}
