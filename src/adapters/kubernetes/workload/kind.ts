import type { JsonObject } from "../../../core/json.ts";
import type { Patch, ResourceKind } from "../api/port.ts";
import type { Metadata } from "../object.ts";
import type { Scale } from "../scale/progress.ts";
import type { WorkloadObstacle } from "./obstacle.ts";
import type { Revision } from "./revision.ts";
import type { Rollout } from "./rollout.ts";
import type { PodOrder } from "./stuck/order.ts";

/** What is read of a workload of any kind. */
export interface Workload {
	readonly metadata: Metadata;
	readonly template: JsonObject;
	/** The pods it steers, as a label selector in the API's own text form. */
	readonly selector: string;
	/** How many pods are wanted. */
	readonly replicas: number;
	/** Null when it can be rolled back as it is. */
	readonly obstacle: WorkloadObstacle | null;
}

/** How one kind of workload keeps its history, is put back and rolls out. Pure. */
export interface WorkloadKind {
	/** As objects name it: `Deployment`. */
	readonly kindName: string;
	/** As kubectl takes it: `deployment`. */
	readonly word: string;
	readonly resource: ResourceKind;
	/** The objects that keep its revisions. */
	readonly history: ResourceKind;
	/** Throws BackoutError `kubernetes.unexpected`. */
	read(object: JsonObject): Workload;
	/** Null when the object is no revision of this workload. */
	revisionOf(owned: JsonObject, workload: Workload): Revision | null;
	/** How far the roll-out of the revision with this name is, given that its template is in place; null: of one whose name is not known yet. */
	rolloutOf(object: JsonObject, revision: string | null): Rollout;
	/** In which order its controller waits for pods, so that one that is never ready holds every other up; null when it waits for none. */
	podOrderOf(object: JsonObject): PodOrder | null;
	/** How many pods it is meant to have, and has; null for a kind that has no such number. Throws BackoutError `kubernetes.unexpected`. */
	scaleOf(object: JsonObject): Scale | null;
	/** The patch that `kubectl rollout undo` would send, with a test that nobody wrote since `workload` was read. */
	undoPatch(workload: Workload, revision: Revision): Patch;
}
