import { aboutSteering, type Manifest, needed, optional } from "../purpose.ts";

const WORKLOADS = "the Deployments, StatefulSets and DaemonSets of the config";

export const read: Manifest = {
	title: "Look: check, status, history, assess, plan, and what is kept before a rollback",
	about: "Writes nothing. Every target needs it, whatever else is allowed.",
	where: "target",
	purposes: [
		needed({
			rights: ["get deployments.apps", "get statefulsets.apps", "get daemonsets.apps"],
			why: "The workload: its template, and how far its roll-out is.",
			without: "nothing is known of it, and nothing can be planned",
			narrowedTo: WORKLOADS,
		}),
		needed({
			rights: ["list replicasets.apps", "list controllerrevisions.apps"],
			why: "Its revisions: what it can be returned to.",
			without: "there is no history, and nothing to return to",
		}),
		optional({
			rights: ["list pods"],
			why: "The pods that a rollback removes; for traffic also which of them are ready.",
			without:
				"they are not kept as evidence; readiness cannot be measured, so that where nothing else is no run is proven well; a Service cannot be switched",
		}),
		optional({
			rights: ["get pods/log"],
			why: "The logs of pods in trouble, said while it runs and kept before they are gone.",
			without: "why a pod fails is not said, and the bad release's last words are lost",
		}),
		aboutSteering({
			rights: ["list horizontalpodautoscalers.autoscaling", "list scaledobjects.keda.sh"],
			why: "Autoscalers, which decide the number of pods.",
			without: "the plan warns that it is not known whether one does",
		}),
		aboutSteering({
			rights: ["list rollouts.argoproj.io", "list canaries.flagger.app"],
			why: "Argo Rollouts and Flagger, which would take a change back or let it through step by step.",
			without: "the plan warns that it is not known whether one does",
		}),
	],
};

export const references: Manifest = {
	title: "ConfigMaps and Secrets that the pods need: are they there, and when were they changed?",
	about:
		"Backout asks for their metadata only and never for what they hold; but RBAC knows no right to metadata alone: this also lets whoever has the account's token read them. Leave it out where that is too much, or name the objects.",
	where: "target",
	purposes: [
		optional({
			rights: ["get configmaps"],
			why: "ConfigMaps that the wanted pods name.",
			without: "the plan warns that one of them may be missing or changed",
			narrowedTo: "the ConfigMaps that your pods name",
		}),
		optional({
			rights: ["get secrets"],
			why: "Secrets that the wanted pods name.",
			without: "the plan warns that one of them may be missing or changed",
			narrowedTo: "the Secrets that your pods name",
		}),
	],
};

export const workloads: Manifest = {
	title: "Return or restart a Deployment, StatefulSet or DaemonSet; stop it and bring it back",
	about: "RBAC cannot allow a part of an object: whoever may patch a workload may also run another image in it.",
	where: "target",
	purposes: [
		needed({
			rights: ["patch deployments.apps", "patch statefulsets.apps", "patch daemonsets.apps"],
			why: "The undo itself: the template of the wanted revision; and the number of pods, when it is stopped and brought back.",
			without: "a rollback is refused by the cluster, and nothing is changed",
			narrowedTo: WORKLOADS,
		}),
		needed({
			rights: ["get replicasets.apps", "get controllerrevisions.apps"],
			why: "The wanted revision, read by the process that carries the plan out; another one may have made it.",
			without: "a plan that was stored, approved or interrupted cannot be carried out",
		}),
		optional({
			rights: ["watch deployments.apps", "watch statefulsets.apps", "watch daemonsets.apps"],
			why: "The roll-out, as it happens.",
			without: "it is asked for again and again instead, and seen later",
			narrowedTo: WORKLOADS,
		}),
		optional({
			rights: ["watch pods"],
			why: "Why new pods do not start.",
			without: "a roll-out that does not come on does not say why",
		}),
		optional({
			rights: ["delete pods"],
			why: "A pod of the bad release that never becomes ready and holds a StatefulSet's return up: only that one, never a ready one.",
			without:
				"such a StatefulSet is not returned until somebody deletes the pod by hand; it takes the rights to watch it and its pods too",
		}),
	],
};
