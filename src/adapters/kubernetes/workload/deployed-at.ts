import { currentRevision, type SeenHistory } from "./reader.ts";
import type { Revision } from "./revision.ts";

/** Which revision numbers a ReplicaSet had before: it was deployed again. */
const REVISION_HISTORY = "deployment.kubernetes.io/revision-history";

/**
 * When a revision went live last, ISO 8601. Its object's creation is when it went live first; a revision that came back has an older object, and the
 * cluster notes that only for the one in place: by who wrote the template and when (managedFields). Null when that is not kept either.
 */
export function deployedAtOf(revision: Revision, seen: SeenHistory): string | null {
	if (!cameBack(revision, seen)) return revision.createdAt;
	return currentRevision(seen)?.name === revision.name ? templateWrittenAt(seen) : revision.createdAt;
}

/** Its number is higher than that of one made after it; or the controller says so. */
function cameBack(revision: Revision, { revisions }: SeenHistory): boolean {
	const isNoted = revision.metadata.annotations?.[REVISION_HISTORY] !== undefined;
	return isNoted || revisions.some((other) => other.createdAt > revision.createdAt && other.number < revision.number);
}

function templateWrittenAt(seen: SeenHistory): string | null {
	return lastTemplateWrite(seen)?.time ?? null;
}

/** Which tool wrote the template that is in place, as the API server noted it (managedFields); null when it did not. */
export function templateWriter(seen: SeenHistory): string | null {
	return lastTemplateWrite(seen)?.manager ?? null;
}

function lastTemplateWrite({ workload }: SeenHistory) {
	const writes = (workload.metadata.managedFields ?? []).filter(({ subresource, fieldsV1 }) => {
		const spec = fieldsV1?.["f:spec"];
		return subresource === undefined && typeof spec === "object" && spec !== null && "f:template" in spec;
	});
	return writes.toSorted((a, b) => (a.time ?? "").localeCompare(b.time ?? "")).at(-1) ?? null;
}
