import type { AdapterContext, VersionedTarget } from "../../../core/adapter.ts";
import type { KubernetesApi } from "../api/port.ts";
import { BlueGreenTarget } from "./blue-green-target.ts";
import { CanaryTarget } from "./canary-target.ts";
import { type TrafficConfig, trafficPlace } from "./config.ts";

/** The target of a form that moves traffic. */
export function trafficTarget(config: TrafficConfig, api: KubernetesApi, context: AdapterContext): VersionedTarget {
	const { kind, place } = trafficPlace(config);
	return kind === "blue-green" ? new BlueGreenTarget(place, api, context) : new CanaryTarget(place, api, context);
}
