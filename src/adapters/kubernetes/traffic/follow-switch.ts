import type { StepCall } from "../../../core/adapter.ts";
import type { StepState } from "../../../core/step.ts";
import type { KubernetesApi } from "../api/port.ts";
import { Alarm } from "../following/alarm.ts";
import { follow } from "../following/follow.ts";
import { PodWatcher } from "../following/pod-watcher.ts";
import { WatchedObjects } from "../following/watched.ts";
import type { BlueGreenReader } from "./blue-green-reader.ts";
import { endpointsOf } from "./endpoints.ts";
import { labelText } from "./labels.ts";
import type { TrafficPayloadOf } from "./payload.ts";
import { trafficPods } from "./ready-pods.ts";
import { serviceOf } from "./service.ts";
import { stateOfSelector } from "./switch.ts";

/** Waits by watch until the Service's traffic goes to exactly the ready pods of the wanted colour; see `follow`. */
export async function followSwitch(
	api: KubernetesApi,
	reader: BlueGreenReader,
	payload: TrafficPayloadOf<"selector">,
	call: StepCall,
): Promise<StepState> {
	const alarm = new Alarm();
	const { selector } = await reader.service({ signal: call.signal });
	const service = new WatchedObjects(api, reader.path, "", alarm);
	const slices = new WatchedObjects(api, reader.slicesPath, reader.slicesSelector, alarm);
	const pods = new PodWatcher(api, labelText({ ...selector, [payload.label]: payload.to }), () => true, alarm);
	const look = (): StepState => {
		const [object] = service.all() ?? [];
		if (object === undefined) return { state: "unknown", detail: `Service ${payload.name} was deleted` };
		const seen = trafficPods(pods.objects() ?? [], { container: null, service: payload.name });
		return stateOfSelector(payload, serviceOf(object), seen, endpointsOf(slices.all() ?? []));
	};
	return await follow({ watched: [service, slices, pods], beside: () => [], look, trouble: () => pods.trouble() }, alarm, call);
}
