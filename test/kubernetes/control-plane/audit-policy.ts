/** The servers' own accounts: what they do all day is no call of a test. */
const SERVERS = ["system:apiserver", "system:kube-controller-manager", "system:kube-scheduler", "backout-test-kubelet"];

/** Who called what with which client, of everybody but the servers (kubernetes.io/docs/tasks/debug/debug-cluster/audit). */
export const AUDIT_POLICY = {
	apiVersion: "audit.k8s.io/v1",
	kind: "Policy",
	omitStages: ["RequestReceived"],
	rules: [{ level: "None", users: SERVERS }, { level: "None", userGroups: ["system:serviceaccounts:kube-system"] }, { level: "Metadata" }],
} as const;
