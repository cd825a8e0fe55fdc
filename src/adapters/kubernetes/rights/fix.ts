import { type ManifestName, manifestPath, manifestsFor } from "./names.ts";
import type { Right } from "./right.ts";

/** A right that is missing. */
export interface Missing extends Right {
	/** Null: of the whole cluster. */
	readonly namespace: string | null;
	/** Whom the cluster takes us for; null when that is not known. */
	readonly user: string | null;
}

/** How the right is given: the manifest that grants it, and the rule for accounts other than its own. `manifests` left out: all that grant it. */
export function grantFix(missing: Missing, manifests: readonly ManifestName[] = manifestsFor(missing)): string {
	const { verb, group, resource, namespace, user } = missing;
	const rule = `{ apiGroups: [${JSON.stringify(group)}], resources: [${resource}], verbs: [${verb}] }`;
	const where = namespace === null ? "for the whole cluster" : `in namespace ${namespace}`;
	const [first, ...others] = manifests;
	const byHand = `bind ${user ?? "the account that Backout uses"} to a role with the rule ${rule} ${where}`;
	if (first === undefined) return byHand;
	const apply = `\`kubectl apply${namespace === null ? "" : ` -n ${namespace}`} -f ${manifestPath(first)}\``;
	const either = others.length === 0 ? "" : ` (or ${others.map((name) => `${name}.yaml`).join(", ")}, by what the target is)`;
	return `${apply}${either} gives this right to the service account backout; for another account, ${byHand}`;
}
