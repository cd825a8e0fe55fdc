import type { Scenario } from "../scenario.ts";
import { freezing } from "./freezing.ts";
import { argoCd, argoCdAnywhere, flux } from "./gitops.ts";
import { helmRelease } from "./helm.ts";
import { canaryRollout, referringRollout } from "./rollouts.ts";
import { stuckStatefulSet } from "./stuck.ts";
import { blueGreen, gatewayApi, istio } from "./traffic.ts";
import { workload } from "./workloads.ts";

/** Everything that the adapter can do. What is not here gets no rights: a new capability is a line here, and its purpose in src/adapters/kubernetes/rights/purposes/. */
export const SCENARIOS: readonly Scenario[] = [
	workload("Deployment"),
	workload("StatefulSet"),
	workload("DaemonSet"),
	freezing("Deployment"),
	freezing("StatefulSet"),
	stuckStatefulSet,
	blueGreen,
	istio,
	gatewayApi,
	helmRelease,
	canaryRollout,
	referringRollout,
	argoCd,
	argoCdAnywhere,
	flux,
];
