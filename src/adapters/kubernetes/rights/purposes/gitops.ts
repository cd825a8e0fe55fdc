import { aboutSteering, type Manifest, needed } from "../purpose.ts";

const UNKNOWN = "the plan warns that a rollback may be taken back";

export const argoCd: Manifest = {
	title: "Read Argo CD's Applications: would it take the rollback back?",
	about: "Apply it in the namespace that holds the Applications, which is usually argocd.",
	where: "reconciler",
	purposes: [
		aboutSteering({
			rights: ["get applications.argoproj.io"],
			why: "The Application that a mark on the target names: whether it heals itself.",
			without: UNKNOWN,
			narrowedTo: "the Applications that apply your targets",
		}),
		{
			...aboutSteering({
				rights: ["get applicationsets.argoproj.io"],
				why: "The ApplicationSet that made it: whether that would overrule a pause.",
				without: "an Application that was made by one and heals itself is not paused, and the rollback is refused",
				narrowedTo: "the ApplicationSets that make these",
			}),
			isOptional: false,
		},
	],
};

export const argoCdAnywhere: Manifest = {
	title: "Find an Argo CD Application in whatever namespace it is",
	about: "Only where Argo CD does not run in the namespace argocd: its marks do not say where it does.",
	where: "cluster",
	purposes: [
		aboutSteering({
			rights: ["list applications.argoproj.io"],
			why: "The Application of that name, in any namespace.",
			without: UNKNOWN,
			narrowedTo: "the Applications that apply your targets",
		}),
	],
};

export const argoCdPause: Manifest = {
	title: "Pause Argo CD's Applications, and give them back: `gitops: pause`",
	about: "Apply it beside argo-cd.yaml, in the same namespace.",
	where: "reconciler",
	purposes: [
		needed({
			rights: ["patch applications.argoproj.io"],
			why: "Auto-sync, and a note of who paused it.",
			without: "a plan with `gitops: pause` cannot be carried out; with `gitops: refuse` nothing is lost",
			narrowedTo: "the Applications that apply your targets",
		}),
	],
};

export const flux: Manifest = {
	title: "Read Flux's Kustomizations and HelmReleases: would they take the rollback back?",
	about: "Apply it in the namespace that holds them, which is often flux-system.",
	where: "reconciler",
	purposes: [
		aboutSteering({
			rights: ["get kustomizations.kustomize.toolkit.fluxcd.io", "get helmreleases.helm.toolkit.fluxcd.io"],
			why: "The object that a label on the target names: whether it is active.",
			without: UNKNOWN,
			narrowedTo: "the objects that apply your targets",
		}),
	],
};

export const fluxPause: Manifest = {
	title: "Suspend Flux's Kustomizations and HelmReleases, and resume them: `gitops: pause`",
	about: "Apply it beside flux.yaml, in the same namespace.",
	where: "reconciler",
	purposes: [
		needed({
			rights: ["patch kustomizations.kustomize.toolkit.fluxcd.io", "patch helmreleases.helm.toolkit.fluxcd.io"],
			why: "spec.suspend, and a note of who suspended it.",
			without: "a plan with `gitops: pause` cannot be carried out; with `gitops: refuse` nothing is lost",
			narrowedTo: "the objects that apply your targets",
		}),
	],
};
