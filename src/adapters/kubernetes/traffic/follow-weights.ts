import type { StepCall } from "../../../core/adapter.ts";
import type { StepState } from "../../../core/step.ts";
import type { KubernetesApi } from "../api/port.ts";
import { Alarm } from "../following/alarm.ts";
import { follow } from "../following/follow.ts";
import { WatchedObjects } from "../following/watched.ts";
import type { CanaryReader } from "./canary-reader.ts";
import type { TrafficPayloadOf } from "./payload.ts";
import { isObstacle } from "./split.ts";
import { stateOfWeights } from "./weights.ts";

/** Waits by watch until the route has its weights, and where its controller reports that until it has taken them; see `follow`. */
export async function followWeights(
	api: KubernetesApi,
	reader: CanaryReader,
	payload: TrafficPayloadOf<"weights">,
	call: StepCall,
): Promise<StepState> {
	const alarm = new Alarm();
	const route = new WatchedObjects(api, await reader.path({ signal: call.signal }), "", alarm);
	const look = (): StepState => {
		const [object] = route.all() ?? [];
		if (object === undefined) return { state: "unknown", detail: `${payload.name} was deleted` };
		const split = reader.splitOf(object);
		return isObstacle(split) ? { state: "unknown", detail: split.reason } : stateOfWeights(split, payload);
	};
	return await follow({ watched: [route], beside: () => [], look, trouble: () => null }, alarm, call);
}
