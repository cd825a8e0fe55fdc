import { z } from "zod";
import { hasPlaceholder } from "../../core/settings.ts";
import { helmForm } from "./helm/config.ts";
import { rolloutForm } from "./rollouts/config.ts";
import { gitopsKey } from "./steering/config.ts";
import { trafficForms, trafficObjects } from "./traffic/config.ts";
import { WORKLOAD_KINDS, type WorkloadKey } from "./workload/kinds.ts";

/** What the API takes for a name: a DNS subdomain (kubernetes.io/docs/concepts/overview/working-with-objects/names). */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

const name = (example: string, description: string) =>
	z
		.string()
		.refine(
			(text) => hasPlaceholder(text) || NAME.test(text),
			"not a name that Kubernetes takes: small letters, digits, - and . only, letters or digits at both ends",
		)
		.meta({ examples: [example], description });
const text = (example: string, description: string) =>
	z
		.string()
		.min(1)
		.meta({ examples: [example], description });

const cluster = {
	namespace: name("shop", "The namespace; the context's own when left out.").optional(),
	context: text("prod", "The context in the kubeconfig; its current one when left out.").optional(),
	kubeconfig: text(
		"/etc/backout/kubeconfig",
		"The kubeconfig file; KUBECONFIG, ~/.kube/config or the pod's own account when left out.",
	).optional(),
};

const workload = {
	...cluster,
	...gitopsKey,
	container: name("checkout", "The container whose image names the release; the main one when left out.").optional(),
};

const workloadForms = [
	z.strictObject({ deployment: name("checkout", "The Deployment's name."), ...workload }),
	z.strictObject({ statefulSet: name("orders-db", "The StatefulSet's name."), ...workload }),
	z.strictObject({ daemonSet: name("log-agent", "The DaemonSet's name."), ...workload }),
] as const;
const forms = trafficForms(name, cluster);
const helmRelease = z.strictObject({ ...helmForm, ...cluster, ...gitopsKey });
const rollout = z.strictObject({ ...rolloutForm, ...workload });

/** The schema of the `kubernetes` key: one workload each, a Helm release, or one place where traffic is moved. */
export const kubernetesSchema = z.union([...workloadForms, ...forms, helmRelease, rollout]);

export type WorkloadConfig = z.output<(typeof workloadForms)[number]>;
export type TrafficConfig = z.output<(typeof forms)[number]>;
export type KubernetesConfig = z.output<typeof kubernetesSchema>;

/** Whether the form names a place where traffic is moved; a canary's `deployment` is not what is returned there. */
export function isTraffic(config: KubernetesConfig): config is TrafficConfig {
	return "service" in config || "virtualService" in config || "httpRoute" in config;
}

/** Which workload is meant, and where. */
export interface WorkloadPlace {
	readonly key: WorkloadKey;
	readonly name: string;
	readonly container: string | null;
}

/** The workload that a config names. */
export function workloadPlace(config: WorkloadConfig): WorkloadPlace {
	const container = config.container ?? null;
	if ("deployment" in config) return { key: "deployment", name: config.deployment, container };
	if ("statefulSet" in config) return { key: "statefulSet", name: config.statefulSet, container };
	return { key: "daemonSet", name: config.daemonSet, container };
}

/** `kubernetes:prod/shop/deployment/checkout`, for each object that is changed; what is left out is the machine's own and stays open. */
export function kubernetesEndpoints(config: KubernetesConfig): readonly string[] {
	const where = [config.kubeconfig === undefined ? "" : `${config.kubeconfig}#`, config.context ?? "current"].join("");
	const objects = objectsOf(config);
	return objects.map((object) => `kubernetes:${where}/${config.namespace ?? "default"}/${object}`);
}

function objectsOf(config: KubernetesConfig): readonly string[] {
	if (isTraffic(config)) return trafficObjects(config);
	if ("helm" in config) return [`helm/${config.helm}`];
	return "rollout" in config ? [`rollout/${config.rollout}`] : [workloadObject(config)];
}

function workloadObject(config: WorkloadConfig): string {
	const { key, name: object } = workloadPlace(config);
	return `${WORKLOAD_KINDS[key].word}/${object}`;
}
