// The one place that says which versions the tests' control plane is made of.
const KUBERNETES = { module: "k8s.io/kubernetes", version: "v1.33.13" };
const [, minor] = KUBERNETES.version.slice(1).split(".");
const STAMP = "k8s.io/component-base/version";
const kubernetesFlags = [`-X ${STAMP}.gitVersion=${KUBERNETES.version}`, `-X ${STAMP}.gitMajor=1`, `-X ${STAMP}.gitMinor=${minor}`];

const ofKubernetes = (name) => ({ name, ...KUBERNETES, package: `k8s.io/kubernetes/cmd/${name}`, linkerFlags: kubernetesFlags });

/** What is built from its Go module, the quick ones first. Those of one module are built in one scratch module. */
export const PROGRAMS = [
	{ name: "etcd", module: "go.etcd.io/etcd/server/v3", version: "v3.6.16", package: "go.etcd.io/etcd/server/v3", linkerFlags: [] },
	{ name: "kwok", module: "sigs.k8s.io/kwok", version: "v0.8.0", package: "sigs.k8s.io/kwok/cmd/kwok", linkerFlags: [] },
	{ name: "helm", module: "helm.sh/helm/v3", version: "v3.22.0", package: "helm.sh/helm/v3/cmd/helm", linkerFlags: [] },
	ofKubernetes("kube-apiserver"),
	ofKubernetes("kube-controller-manager"),
	ofKubernetes("kube-scheduler"),
];

/** Only where neither the PATH nor Debian has one. */
export const KUBECTL = ofKubernetes("kubectl");

/** Whose resources tests use: the definitions that lie in the project's own Go module, by kind. `parts` of one name become one file. */
export const DEFINITIONS = [
	{
		name: "kwok",
		parts: [{ module: "sigs.k8s.io/kwok", version: "v0.8.0", file: "kustomize/crd/bases/kwok.x-k8s.io_logs.yaml", kinds: ["Logs"] }],
	},
	{
		name: "istio",
		parts: [
			{
				module: "istio.io/api",
				version: "v1.31.1",
				file: "kubernetes/customresourcedefinitions.gen.yaml",
				kinds: ["VirtualService", "DestinationRule"],
			},
		],
	},
	{
		name: "gateway-api",
		parts: ["gateways", "httproutes"].map((plural) => ({
			module: "sigs.k8s.io/gateway-api",
			version: "v1.3.0",
			file: `config/crd/standard/gateway.networking.k8s.io_${plural}.yaml`,
			kinds: ["Gateway", "HTTPRoute"],
		})),
	},
	{
		name: "argo-cd",
		parts: ["application", "appproject"].map((kind) => ({
			module: "github.com/argoproj/argo-cd/v3",
			version: "v3.0.6",
			file: `manifests/crds/${kind}-crd.yaml`,
			kinds: ["Application", "AppProject"],
		})),
	},
	{
		name: "argo-rollouts",
		parts: [
			{ module: "github.com/argoproj/argo-rollouts", version: "v1.8.3", file: "manifests/crds/rollout-crd.yaml", kinds: ["Rollout"] },
		],
	},
	{
		name: "flux",
		parts: [
			{
				module: "github.com/fluxcd/kustomize-controller",
				version: "v1.9.6",
				file: "config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml",
				kinds: ["Kustomization"],
			},
			{
				module: "github.com/fluxcd/helm-controller",
				version: "v1.6.4",
				file: "config/crd/bases/helm.toolkit.fluxcd.io_helmreleases.yaml",
				kinds: ["HelmRelease"],
			},
		],
	},
	{
		name: "flagger",
		parts: [
			{ module: "github.com/fluxcd/flagger", version: "v1.36.1", file: "artifacts/flagger/crd.yaml", kinds: ["Canary", "MetricTemplate"] },
		],
	},
];
