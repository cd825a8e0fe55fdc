import { deployedAtOf, templateWriter } from "./deployed-at.ts";
import type { WorkloadKind } from "./kind.ts";
import { currentRevision, type SeenHistory } from "./reader.ts";
import type { Naming } from "./revision.ts";

/** What a workload as it was read tells of its revisions. */
export function asSeen(kind: WorkloadKind, seen: SeenHistory): Pick<Naming, "deployedAt" | "inPlace"> {
	const current = currentRevision(seen)?.name ?? null;
	return {
		deployedAt: (revision) => deployedAtOf(revision, seen),
		inPlace: ({ name }) => (name === current ? { putBy: templateWriter(seen), running: kind.rolloutOf(seen.object, name).detail } : null),
	};
}
