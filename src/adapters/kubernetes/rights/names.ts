import { RECORDED } from "./recorded.ts";
import { type Right, rightText } from "./right.ts";

/** The manifests in deploy/kubernetes/rbac/, in the order in which a team meets them. */
export const MANIFEST_NAMES = [
	"read",
	"references",
	"workloads",
	"blue-green",
	"canary-istio",
	"canary-gateway-api",
	"helm",
	"helm-chart",
	"rollouts",
	"argo-cd",
	"argo-cd-anywhere",
	"argo-cd-pause",
	"flux",
	"flux-pause",
] as const;
export type ManifestName = (typeof MANIFEST_NAMES)[number];

/** The forms of a target, by the key of the config that names its object, and the two that may steer one. */
export const FORMS = [
	"deployment",
	"statefulSet",
	"daemonSet",
	"service",
	"virtualService",
	"httpRoute",
	"helm",
	"rollout",
	"argoCd",
	"flux",
] as const;
export type Form = (typeof FORMS)[number];

/** What the form was seen to call, by the manifest that grants it. */
export function recordedOf(form: Form): Readonly<Partial<Record<ManifestName, readonly string[]>>> {
	return RECORDED[form] ?? {};
}

/** Everything that a manifest grants, each right once and in order, as it was recorded. */
export function grantedBy(manifest: ManifestName): readonly string[] {
	const all = FORMS.flatMap((form) => recordedOf(form)[manifest] ?? []);
	return [...new Set(all)].filter((text) => text === plainText(text) || !all.includes(plainText(text))).toSorted();
}

/** The right without the word that it was only ever used on an object that was named. */
export function plainText(recorded: string): string {
	return recorded.replace(/ by name$/, "");
}

/** What a chart holds differs from chart to chart: its manifest is an example, and only Helm finds out. */
export const EXAMPLE: ManifestName = "helm-chart";

/** Which manifests grant the right; the example only where no other does. */
export function manifestsFor(right: Right): readonly ManifestName[] {
	const text = rightText(right);
	const all = MANIFEST_NAMES.filter((name) => grantedBy(name).some((granted) => plainText(granted) === text));
	return all.length > 1 ? all.filter((name) => name !== EXAMPLE) : all;
}

/** Where the manifest is, from the root of this project. */
export function manifestPath(manifest: ManifestName): string {
	return `deploy/kubernetes/rbac/${manifest}.yaml`;
}
