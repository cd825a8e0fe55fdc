import type { ManifestName } from "./names.ts";
import type { Manifest } from "./purpose.ts";
import { argoCd, argoCdAnywhere, argoCdPause, flux, fluxPause } from "./purposes/gitops.ts";
import { helm, helmChart, rollouts } from "./purposes/releases.ts";
import { blueGreen, canaryGatewayApi, canaryIstio } from "./purposes/traffic.ts";
import { read, references, workloads } from "./purposes/workloads.ts";

/** What each manifest is for, rule by rule. Which rights there are is recorded; this says why. */
export const MANIFESTS: Readonly<Record<ManifestName, Manifest>> = {
	read,
	references,
	workloads,
	"blue-green": blueGreen,
	"canary-istio": canaryIstio,
	"canary-gateway-api": canaryGatewayApi,
	helm,
	"helm-chart": helmChart,
	rollouts,
	"argo-cd": argoCd,
	"argo-cd-anywhere": argoCdAnywhere,
	"argo-cd-pause": argoCdPause,
	flux,
	"flux-pause": fluxPause,
};
