import type { StepCall } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { StepState } from "../../../core/step.ts";
import type { KubernetesApi } from "../api/port.ts";
import { Alarm } from "../following/alarm.ts";
import { follow } from "../following/follow.ts";
import { PodWatcher } from "../following/pod-watcher.ts";
import { WatchedObjects } from "../following/watched.ts";
import { isPodOf, type Pod } from "./pods.ts";
import type { Seen, WorkloadReader } from "./reader.ts";

/** What is followed: the revision whose pods' troubles are told (null: nobody knows its name yet), and how a look is judged; `pods` are all of the workload's, null before they were read. */
export interface FollowedRollout {
	readonly revision: string | null;
	stateOf(seen: Seen, pods: readonly Pod[] | null): Promise<StepState>;
}

/** Waits by watch until the roll-out has ended one way or the other; see `follow`. */
export async function followRollout(
	api: KubernetesApi,
	reader: WorkloadReader,
	{ revision, stateOf }: FollowedRollout,
	call: StepCall,
): Promise<StepState> {
	await reader.aboutToWatch({ signal: call.signal });
	const alarm = new Alarm();
	const workload = new WatchedObjects(api, reader.path, "", alarm);
	let pods: PodWatcher | null = null;
	const seen = (): Seen => {
		const [object] = workload.all() ?? [];
		if (object === undefined) throw deleted(reader.path.name ?? "");
		return reader.seen(object);
	};
	return await follow(
		{
			watched: [workload],
			beside: () => {
				pods = new PodWatcher(api, seen().workload.selector, (pod) => revision !== null && isPodOf(pod, revision), alarm);
				return [pods];
			},
			look: () => stateOf(seen(), pods?.pods() ?? null),
			trouble: () => pods?.trouble() ?? null,
		},
		alarm,
		call,
	);
}

function deleted(name: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.deleted",
		message: `${name} was deleted while it was followed`,
		fix: "see who deleted it (`kubectl get events`), and deploy it anew",
	});
}
