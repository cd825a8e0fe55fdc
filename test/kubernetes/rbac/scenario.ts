import type { Form, ManifestName } from "../../../src/adapters/kubernetes/rights/names.ts";
import type { Goal, VersionedTarget } from "../../../src/core/adapter.ts";
import type { JsonObject, JsonValue } from "../../../src/core/json.ts";
import type { Step } from "../../../src/core/step.ts";
import type { World } from "../world.ts";

/** Something that the adapter can do with one form of a target. A new one is an entry in scenarios/in-order.ts. */
export interface Scenario {
	readonly title: string;
	readonly form: Form;
	/** The manifest that takes the rights which only this needs. */
	readonly own: ManifestName;
	/** All manifests that it works under, in the namespace of the world. */
	readonly under: readonly ManifestName[];
	/** Rights that were recorded for its form and that only another scenario of the form needs. */
	readonly spares?: readonly string[];
	/** Rights that are only a help to others of its form, and without which this is not seen through. */
	readonly stoppedBy?: readonly string[];
	/** Rights that it needs only where the cluster is slower than this one: what is watched is often over before the watch begins. As they are recorded. */
	readonly slower?: readonly string[];
	/** Puts its objects into the world, released and live. */
	readonly prepare: (world: World) => Promise<Stage>;
}

/** A scenario that is ready to be played, again and again. */
export interface Stage {
	/** The target's config, without the kubeconfig. */
	readonly config: JsonObject;
	/** What is wanted now. `undoing`: what the steps of the way there kept, on the way back; else empty. */
	goal(target: VersionedTarget, undoing: readonly JsonValue[]): Promise<Goal>;
	/** Whether the way back is played too. */
	readonly hasWayBack: boolean;
	/** What a controller that does not run here does once the step is applied. */
	play?(step: Step): Promise<void>;
	/** What is live, asked by the administrator. */
	live(): Promise<string>;
	/** Brings it back to how it was at first. */
	reset(): Promise<void>;
}

/** The goal to return to the release with that id, or whose label is that; throws when there is none. */
export async function returnTo(target: VersionedTarget, name: string, undoing: readonly JsonValue[] = []): Promise<Goal> {
	const history = await target.history(20);
	const to = history.find(({ id, label }) => id === name || label === name || id.startsWith(`${name}:`));
	if (to === undefined) throw new Error(`no ${name} among ${history.map(({ id, label }) => `${id} (${label})`).join(", ")}`);
	return { kind: "return", to, undoing };
}
