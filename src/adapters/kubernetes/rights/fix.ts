import { type ManifestName, manifestPath, manifestsFor } from "./names.ts";
import type { Right } from "./right.ts";

/** A right that is missing. */
export interface Missing extends Right {
	/** Null: of the whole cluster. */
	readonly namespace: string | null;
	/** Whom the cluster takes us for; null when that is not known. */
	readonly user: string | null;
}

/** The account that the manifests give their rights to, as the API server calls it. */
const OWN_USER = "system:serviceaccount:backout:backout";

/** How the right is given: the manifests that grant it, and the rule for accounts other than their own. */
export function grantFix(missing: Missing): string {
	const { verb, group, resource, namespace, user } = missing;
	const rule = `{ apiGroups: [${JSON.stringify(group)}], resources: [${resource}], verbs: [${verb}] }`;
	const where = namespace === null ? "for the whole cluster" : `in namespace ${namespace}`;
	const [first, ...others] = manifestsFor(missing);
	const byHand = `bind ${user ?? "the account that Backout uses"} to a role with the rule ${rule} ${where}`;
	if (first === undefined) return byHand;
	const either = others.length === 0 ? "" : ` (or ${others.map((name) => `${name}.yaml`).join(", ")}, by what the target is)`;
	const own = `${applyCommand(first, namespace)}${either} gives this right to the service account backout`;
	return user === OWN_USER ? own : `${own}; for another account, ${byHand}`;
}

/** How all rights of a manifest are given. */
export function manifestFix(manifest: ManifestName, namespace: string): string {
	return `${applyCommand(manifest, namespace)} gives what is missing to the service account backout; bind another account to the same Role`;
}

function applyCommand(manifest: ManifestName, namespace: string | null): string {
	return `\`kubectl apply${namespace === null ? "" : ` -n ${namespace}`} -f ${manifestPath(manifest)}\``;
}
