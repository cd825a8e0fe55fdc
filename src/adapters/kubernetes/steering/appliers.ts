import type { Metadata } from "../object.ts";
import type { Steering, Subject } from "./steering.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
/** helm.sh/docs/topics/charts_hooks and Helm's own ownership check (pkg/action/validate.go). */
const HELM_NAME = "meta.helm.sh/release-name";
const HELM_NAMESPACE = "meta.helm.sh/release-namespace";

/** The Helm release that owns the workload; null when none does. */
export function helmSteering({ metadata, namespace }: Subject): Steering | null {
	const release = metadata.annotations?.[HELM_NAME];
	if (release === undefined || metadata.labels?.["app.kubernetes.io/managed-by"] !== "Helm") return null;
	const where = metadata.annotations?.[HELM_NAMESPACE] ?? namespace;
	return {
		by: "helm",
		object: `Helm release ${release} in namespace ${where}`,
		effect: "owns-history",
		isCertain: true,
		text: `Helm release ${release} owns it: a live change is not in Helm's history, which goes on naming the newer version, and the next \`helm upgrade\` goes by the chart.`,
		fix: `return the whole release instead with \`kubernetes: { helm: ${release}, namespace: ${where} }\`, or upgrade it to the good version afterwards`,
		reconciler: null,
		held: null,
	};
}

/** `kubectl apply` by hand or by CI: told only where nobody else is known to apply, because Argo CD leaves the same annotation. */
export function kubectlSteering({ metadata }: Subject): Steering | null {
	if (metadata.annotations?.[LAST_APPLIED] === undefined) return null;
	return {
		by: "kubectl-apply",
		object: "kubectl apply",
		effect: "next-sync",
		isCertain: true,
		text: "It is deployed with `kubectl apply`: the next apply of manifests that name the bad version releases it again.",
		fix: "put the good version into these manifests, or hold deploys, before anybody applies them",
		reconciler: null,
		held: null,
	};
}

/** Known by other marks, or our own. */
const KNOWN_MANAGERS = /^(argocd-.*|kustomize-controller|helm-controller|helm|kubectl.*|backout)$/;

/** Everybody else who applies the pod template by server-side apply. */
export function serverSideSteering({ metadata }: Subject): readonly Steering[] {
	const names = new Set(templateAppliers(metadata).filter((name) => !KNOWN_MANAGERS.test(name)));
	return [...names].map((name) => ({
		by: "server-side-apply",
		object: `field manager ${name}`,
		effect: "next-sync",
		isCertain: true,
		text: `${name} applies its pod template by server-side apply: its next apply brings its own version back.`,
		fix: `give ${name} the good version before it applies again`,
		reconciler: null,
		held: null,
	}));
}

function templateAppliers({ managedFields = [] }: Metadata): readonly string[] {
	return managedFields.flatMap(({ manager, fieldsV1, ...entry }) => {
		const spec = fieldsV1?.["f:spec"];
		const hasTemplate = typeof spec === "object" && spec !== null && "f:template" in spec;
		return manager !== undefined && entry["operation"] === "Apply" && hasTemplate ? [manager] : [];
	});
}
