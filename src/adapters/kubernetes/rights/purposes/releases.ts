import { type Manifest, needed, optional } from "../purpose.ts";

export const helm: Manifest = {
	title: "Return a Helm release",
	about:
		"Helm keeps its revisions in Secrets, whose names change with every revision, so this cannot be narrowed: it lets whoever has the account's token read and write every Secret of the namespace. Helm itself needs no less. What Helm needs for the objects of your chart is in helm-chart.yaml.",
	where: "target",
	purposes: [
		needed({
			rights: ["list secrets", "get secrets"],
			why: "The revisions that Helm has stored.",
			without: "there is no history, and nothing to return to",
		}),
		needed({
			rights: ["create secrets", "update secrets"],
			why: "The revision that the rollback is, and what becomes of it.",
			without: "`helm rollback` is refused by the cluster",
		}),
		optional({
			rights: ["watch pods"],
			why: "Why the new pods do not start, while Helm waits for them.",
			without: "a rollback that does not come on does not say why",
		}),
	],
};

export const helmChart: Manifest = {
	title: "What Helm needs for the objects of a chart: an example to change",
	about:
		"Recorded from `helm rollback --wait` of a chart with a Deployment, a Service and a ConfigMap. Say here what your chart holds: what its revisions have in common is read and patched, what only one of them has is created or deleted. In a namespace of its own the built-in ClusterRole `edit` is a common choice.",
	where: "target",
	purposes: [
		needed({
			rights: [
				"get deployments.apps",
				"patch deployments.apps",
				"list replicasets.apps",
				"get services",
				"get configmaps",
				"patch configmaps",
			],
			why: "The chart's objects.",
			without: "`helm rollback` is refused by the cluster",
		}),
	],
};

export const rollouts: Manifest = {
	title: "Abort, undo and promote an Argo Rollout",
	about: "",
	where: "target",
	purposes: [
		needed({
			rights: ["get rollouts.argoproj.io", "patch rollouts.argoproj.io"],
			why: "The Rollout, and the undo itself: the template of the wanted revision.",
			without: "it cannot be returned",
			narrowedTo: "the config's `rollout`",
		}),
		needed({
			rights: ["patch rollouts.argoproj.io/status"],
			why: "Abort and promotion, written where the kubectl plugin writes them.",
			without: "an update under way cannot be aborted, and a canary goes through its steps",
			narrowedTo: "the config's `rollout`",
		}),
		needed({
			rights: ["get replicasets.apps"],
			why: "The wanted revision, read by the process that carries the plan out; another one may have made it.",
			without: "a plan that was stored, approved or interrupted cannot be carried out",
		}),
		needed({
			rights: ["patch deployments.apps"],
			why: "The template, where the Rollout takes it from a Deployment (spec.workloadRef).",
			without: "such a Rollout cannot be returned; all others can",
			narrowedTo: "the Deployments that Rollouts refer to",
		}),
		optional({
			rights: ["watch rollouts.argoproj.io"],
			why: "The roll-out, as it happens.",
			without: "it is asked for again and again instead, and seen later",
			narrowedTo: "the config's `rollout`",
		}),
		optional({
			rights: ["watch pods"],
			why: "Why new pods do not start.",
			without: "a roll-out that does not come on does not say why",
		}),
	],
};
