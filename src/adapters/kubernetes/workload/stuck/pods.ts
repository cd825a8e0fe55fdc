import { isControlledBy } from "../../object.ts";
import { isPodOf, isReady, type Pod } from "../pods.ts";
import type { PodOrder } from "./order.ts";

/** The place of one pod of a StatefulSet. */
interface Slot {
	readonly ordinal: number;
	/** `orders-2`. */
	readonly name: string;
	/** Null: it is not there (yet). */
	readonly pod: Pod | null;
}

/** A place whose pod the controller waits for before it touches any other, and why. */
export interface Blocker extends Slot {
	readonly kind: /** The controller makes it, or makes it anew by itself. */
		| "coming"
		/** It is being deleted. */
		| "ending"
		/** It is of the wanted revision, and not ready. */
		| "wanted"
		/** It is of another revision and not ready: the controller waits for it for good, and only its deletion helps. */
		| "stuck"
		/** The same, but the partition would bring it back as what it is. */
		| "held";
}

/** Every place with its pod, in the order in which the controller goes through them. */
function slotsOf(order: PodOrder, pods: readonly Pod[]): readonly Slot[] {
	const own = new Map(pods.filter(({ metadata }) => isControlledBy(metadata, order.uid)).map((pod) => [pod.metadata.name, pod]));
	return Array.from({ length: order.replicas }, (_, index) => {
		const ordinal = order.first + index;
		const name = `${order.name}-${ordinal}`;
		return { ordinal, name, pod: own.get(name) ?? null };
	});
}

/** The places whose pods are not ready, in the controller's order: it waits for the first of them. `wanted` is the name of the revision that is rolled out; null: one that there is not yet. */
export function blockersOf(order: PodOrder, pods: readonly Pod[], wanted: string | null): readonly Blocker[] {
	return slotsOf(order, pods).flatMap((slot) => {
		const kind = kindOf(order, slot, wanted);
		return kind === null ? [] : [{ ...slot, kind }];
	});
}

/** Those whose deletion brings them back as wanted. */
export function stuckOf(blockers: readonly Blocker[]): readonly (Blocker & { readonly pod: Pod })[] {
	return blockers.flatMap((blocker) => (blocker.kind === "stuck" && blocker.pod !== null ? [{ ...blocker, pod: blocker.pod }] : []));
}

function kindOf(order: PodOrder, { ordinal, pod }: Slot, wanted: string | null): Blocker["kind"] | null {
	if (pod === null) return "coming";
	if (pod.metadata.deletionTimestamp !== undefined) return "ending";
	// The controller deletes those that have ended itself.
	if (pod.status.phase === "Failed" || pod.status.phase === "Succeeded") return "coming";
	if (isReady(pod)) return null;
	if (wanted !== null && isPodOf(pod, wanted)) return "wanted";
	return ordinal >= order.updatesFrom || order.currentRevision === wanted ? "stuck" : "held";
}
