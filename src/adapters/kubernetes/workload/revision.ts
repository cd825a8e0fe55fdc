import type { JsonObject } from "../../../core/json.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { ReleaseNotes, TargetRelease } from "../../../core/release.ts";
import type { Metadata } from "../object.ts";
import { parseImage } from "./image.ts";
import { mainContainer, objectOf } from "./pod-template.ts";

/** One version in a workload's own history. */
export interface Revision {
	/** The name of the object that keeps it (a ReplicaSet or a ControllerRevision): it stays the same when the version is deployed again, the number does not. */
	readonly name: string;
	readonly number: number;
	readonly template: JsonObject;
	/** ISO 8601, when the cluster saw it first. */
	readonly createdAt: string;
	readonly changeCause: string | null;
	/** How many pods it has; null where the object that keeps it does not count them. */
	readonly pods: number | null;
	readonly metadata: Metadata;
}

/** What `kubectl rollout history` prints (kubernetes.io/docs/reference/labels-annotations-taints). */
const CHANGE_CAUSE = "kubernetes.io/change-cause";
/** What image build tools write on the image, and teams copy onto the pods (opencontainers/image-spec annotations). */
const OCI_REVISION = "org.opencontainers.image.revision";

/** The cause that was noted for a revision, or null. */
export function changeCauseOf({ annotations }: Metadata): string | null {
	return annotations?.[CHANGE_CAUSE] ?? null;
}

/** The revisions newest first. */
export function newestFirst(revisions: readonly Revision[]): readonly Revision[] {
	return revisions.toSorted((a, b) => b.number - a.number);
}

/** Which container's image names the release, and when a revision went live last. */
export interface Naming {
	readonly workload: string;
	/** Null: the main one. */
	readonly container: string | null;
	deployedAt(revision: Revision): string | null;
	/** What the workload itself tells of the revision in place; null for one that is not. */
	inPlace(revision: Revision): { readonly putBy: string | null; readonly running: string } | null;
}

/** A revision as a release of the target. */
export function releaseOf(revision: Revision, naming: Naming): TargetRelease {
	const name = mainContainer(revision.template, naming.workload, naming.container)?.image ?? null;
	const image = parseImage(name ?? "");
	return {
		id: revision.name,
		label: image.tag,
		commit: commitOf(revision) ?? image.commit,
		digest: image.digest,
		deployedAt: naming.deployedAt(revision),
		firstDeployedAt: revision.createdAt,
		unavailable: null,
		revision: String(revision.number),
		notes: notesOf(revision, name, naming),
	};
}

function notesOf(revision: Revision, image: string | null, naming: Naming): ReleaseNotes {
	const { changeCause: cause, pods } = revision;
	const inPlace = naming.inPlace(revision);
	const left = pods === null || pods === 0 ? null : `${formatQuantity(pods, "pod")} still there`;
	return { image, cause, putBy: inPlace?.putBy ?? null, running: inPlace?.running ?? left };
}

function commitOf({ template, metadata }: Revision): string | null {
	const ofPods = objectOf(objectOf(template["metadata"])["annotations"])[OCI_REVISION];
	const said = typeof ofPods === "string" ? ofPods : metadata.annotations?.[OCI_REVISION];
	return said !== undefined && /^[0-9a-f]{7,64}$/.test(said) ? said : null;
}
