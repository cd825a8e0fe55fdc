import type { IdentityFiles } from "./identities.ts";

/** Where one control plane lives: everything on loopback, everything in one temporary directory. */
export interface Place {
	readonly directory: string;
	readonly files: IdentityFiles;
	readonly ports: Readonly<Record<"etcd" | "etcdPeer" | "api" | "controllers" | "scheduler" | "kubelet", number>>;
}

const LOOPBACK = "127.0.0.1";

/** A URL of a server on this machine. */
export function loopbackUrl(scheme: "http" | "https", port: number): string {
	return `${scheme}://${LOOPBACK}:${port}`;
}

/** Durability is off: nothing outlives the tests. */
export function etcdArguments({ directory, ports }: Place): readonly string[] {
	const client = loopbackUrl("http", ports.etcd);
	const peer = loopbackUrl("http", ports.etcdPeer);
	return [
		`--data-dir=${directory}/etcd`,
		`--listen-client-urls=${client}`,
		`--advertise-client-urls=${client}`,
		`--listen-peer-urls=${peer}`,
		`--initial-advertise-peer-urls=${peer}`,
		`--initial-cluster=default=${peer}`,
		"--unsafe-no-fsync",
		"--log-level=warn",
	];
}

/** RBAC on, an audit line for every call of a person, room for many calls at once. */
export function apiServerArguments({ directory, files, ports }: Place): readonly string[] {
	return [
		`--etcd-servers=${loopbackUrl("http", ports.etcd)}`,
		`--bind-address=${LOOPBACK}`,
		`--advertise-address=${LOOPBACK}`,
		`--secure-port=${ports.api}`,
		// Nobody may reach the API through a Service: a loopback address is no endpoint.
		"--endpoint-reconciler-type=none",
		"--service-cluster-ip-range=10.96.0.0/12",
		`--cert-dir=${directory}/api`,
		`--tls-cert-file=${files.server}`,
		`--tls-private-key-file=${files.serverKey}`,
		`--client-ca-file=${files.authority}`,
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://kubernetes.default.svc",
		`--service-account-key-file=${files.serviceAccountKey}`,
		`--service-account-signing-key-file=${files.serviceAccountKey}`,
		`--kubelet-certificate-authority=${files.authority}`,
		`--kubelet-client-certificate=${files.kubelet}`,
		`--kubelet-client-key=${files.kubeletKey}`,
		"--kubelet-preferred-address-types=InternalIP",
		// Nobody takes the taint away again: the node lifecycle controller does not run.
		"--disable-admission-plugins=TaintNodesByCondition",
		`--audit-policy-file=${directory}/audit-policy.json`,
		`--audit-log-path=${directory}/audit.log`,
		"--max-requests-inflight=2000",
		"--max-mutating-requests-inflight=1000",
	];
}

/** What a cluster's workloads need; no autoscaler, no node lifecycle: nothing may move that a test did not move. */
const CONTROLLERS = [
	"deployment-controller",
	"replicaset-controller",
	"statefulset-controller",
	"daemonset-controller",
	"job-controller",
	"disruption-controller",
	"horizontal-pod-autoscaler-controller",
	"endpoints-controller",
	"endpointslice-controller",
	"namespace-controller",
	"serviceaccount-controller",
	"serviceaccount-token-controller",
	"root-ca-certificate-publisher-controller",
	"certificatesigningrequest-signing-controller",
	"garbage-collector-controller",
	"resourcequota-controller",
	"clusterrole-aggregation-controller",
];

export function controllerManagerArguments({ directory, files, ports }: Place): readonly string[] {
	const workers = ["deployment", "replicaset", "statefulset", "daemonset"].map((kind) => `--concurrent-${kind}-syncs=10`);
	return [
		`--kubeconfig=${directory}/controller-manager.json`,
		`--bind-address=${LOOPBACK}`,
		`--secure-port=${ports.controllers}`,
		"--leader-elect=false",
		`--controllers=${CONTROLLERS.join(",")}`,
		`--service-account-private-key-file=${files.serviceAccountKey}`,
		`--root-ca-file=${files.authority}`,
		`--cluster-signing-cert-file=${files.authority}`,
		`--cluster-signing-key-file=${files.authorityKey}`,
		...workers,
		// Fifteen seconds by default: too long to wait for in a test.
		"--horizontal-pod-autoscaler-sync-period=1s",
		"--kube-api-qps=1000",
		"--kube-api-burst=2000",
	];
}

export function schedulerArguments({ directory, ports }: Place): readonly string[] {
	return [
		`--kubeconfig=${directory}/scheduler.json`,
		`--bind-address=${LOOPBACK}`,
		`--secure-port=${ports.scheduler}`,
		"--leader-elect=false",
		"--kube-api-qps=1000",
		"--kube-api-burst=2000",
	];
}

/** KWOK plays every kubelet: its stages say how pods behave. */
export function kubeletArguments({ directory, files, ports }: Place): readonly string[] {
	return [
		`--kubeconfig=${directory}/kubelet.json`,
		`--config=${directory}/kwok.yaml`,
		"--manage-all-nodes",
		"--enable-crds=Logs",
		`--node-ip=${LOOPBACK}`,
		`--node-port=${ports.kubelet}`,
		`--server-address=${LOOPBACK}:${ports.kubelet}`,
		`--tls-cert-file=${files.server}`,
		`--tls-private-key-file=${files.serverKey}`,
		"--cidr=10.128.0.0/10",
		// Nobody looks at the leases of nodes.
		"--node-lease-duration-seconds=0",
		"--v=WARN",
	];
}
