import type { StepCall } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { StepState } from "../../../core/step.ts";
import type { KubernetesApi } from "../api/port.ts";
import { Alarm } from "../following/alarm.ts";
import { follow } from "../following/follow.ts";
import { PodWatcher } from "../following/pod-watcher.ts";
import { WatchedObjects } from "../following/watched.ts";
import { type Carrier, carrierOf } from "./carrier.ts";
import { labelText } from "./labels.ts";
import type { TrafficPayloadOf } from "./payload.ts";
import { deploymentPath, stateOfScale } from "./scale.ts";

/** Waits by watch until the Deployment has its pods, or has none left; see `follow`. */
export async function followScale(api: KubernetesApi, payload: TrafficPayloadOf<"scale">, call: StepCall): Promise<StepState> {
	const alarm = new Alarm();
	const deployment = new WatchedObjects(api, deploymentPath(payload), "", alarm);
	let pods: PodWatcher | null = null;
	const carrier = (): Carrier => {
		const [object] = deployment.all() ?? [];
		if (object === undefined) throw deleted(payload);
		return carrierOf(object, { container: null, service: payload.name });
	};
	return await follow(
		{
			watched: [deployment],
			beside: () => {
				pods = new PodWatcher(api, labelText(carrier().labels), () => payload.to > payload.from, alarm);
				return [pods];
			},
			look: () => stateOfScale(carrier(), payload),
			trouble: () => pods?.trouble() ?? null,
		},
		alarm,
		call,
	);
}

function deleted({ name }: TrafficPayloadOf<"scale">): BackoutError {
	return new BackoutError({
		code: "kubernetes.deleted",
		message: `Deployment ${name} was deleted while its pods were waited for`,
		fix: "see who deleted it (`kubectl get events`), and deploy it anew",
	});
}
