import { MANIFESTS } from "../../../src/adapters/kubernetes/rights/manifests.ts";
import { grantedBy, type ManifestName, manifestPath, plainText } from "../../../src/adapters/kubernetes/rights/names.ts";
import type { Manifest, Purpose } from "../../../src/adapters/kubernetes/rights/purpose.ts";
import { rightOf } from "../../../src/adapters/kubernetes/rights/right.ts";
import type { Rule } from "../user.ts";

const GROUP = "rbac.authorization.k8s.io";
/** As wide as the rest of the project's files. */
const WIDTH = 110;

/** The rules that grant exactly these rights, those of one group and the same verbs in one. */
export function rulesOf(rights: readonly string[]): readonly Rule[] {
	const verbs = new Map<string, string[]>();
	for (const { group, resource, verb } of rights.map(rightOf)) {
		const key = `${group} ${resource}`;
		verbs.set(key, [...(verbs.get(key) ?? []), verb].toSorted());
	}
	const rules = new Map<string, Rule>();
	for (const [key, of] of verbs) {
		const [group = "", resource = ""] = key.split(" ");
		const together = `${group} ${of.join()}`;
		rules.set(together, { apiGroups: [group], resources: [...(rules.get(together)?.resources ?? []), resource], verbs: of });
	}
	return [...rules.values()];
}

/** All rights that the manifests grant together. */
export function rightsOf(manifests: readonly ManifestName[]): readonly string[] {
	return [...new Set(manifests.flatMap((manifest) => grantedBy(manifest).map(plainText)))];
}

/** Rights of the manifest that nobody has given a purpose yet. */
export function unexplained(name: ManifestName): readonly string[] {
	const explained = MANIFESTS[name].purposes.flatMap(({ rights }) => rights);
	return grantedBy(name)
		.map(plainText)
		.filter((right) => !explained.includes(right));
}

/** The manifest as a file: a Role or ClusterRole with its binding to the service account backout. */
export function renderManifest(name: ManifestName): string {
	const manifest = MANIFESTS[name];
	const granted = grantedBy(name).map(plainText);
	const known = manifest.purposes.map((purpose) => ({ ...purpose, rights: purpose.rights.filter((right) => granted.includes(right)) }));
	const rules = known.filter(({ rights }) => rights.length > 0).flatMap(purposeLines);
	const kind = manifest.where === "cluster" ? "ClusterRole" : "Role";
	return [
		...headLines(name, manifest),
		`apiVersion: ${GROUP}/v1`,
		`kind: ${kind}`,
		"metadata:",
		`  name: backout-${name}`,
		"rules:",
		...rules,
		...rulesOf(unexplained(name)).flatMap((rule) => ["  # Recorded, and not explained yet.", ...ruleLines(rule)]),
		"---",
		`apiVersion: ${GROUP}/v1`,
		`kind: ${kind}Binding`,
		"metadata:",
		`  name: backout-${name}`,
		"subjects:",
		"  - kind: ServiceAccount",
		"    name: backout",
		"    namespace: backout",
		"roleRef:",
		`  apiGroup: ${GROUP}`,
		`  kind: ${kind}`,
		`  name: backout-${name}`,
		"",
	].join("\n");
}

const PLACES: Readonly<Record<Manifest["where"], string>> = {
	target: " -n <the target's namespace>",
	reconciler: " -n <its namespace>",
	cluster: "",
};

function headLines(name: ManifestName, { title, about, where }: Manifest): readonly string[] {
	return [
		...commented(`${title}.`.replace(/\?\.$/, "?"), ""),
		...(about === "" ? [] : commented(about, "")),
		"#",
		`#   kubectl apply${PLACES[where]} -f ${manifestPath(name)}`,
		"#",
		"# Written from what Backout was seen to call (UPDATE_RBAC=1): change a copy, not this file.",
	];
}

function purposeLines({ rights, why, without, narrowedTo }: Purpose): readonly string[] {
	const narrow = narrowedTo === null ? [] : [`    # resourceNames: [] # or only ${narrowedTo}`];
	return [...commented(`${why} Without it ${without}.`, "  "), ...rulesOf(rights).flatMap((rule) => [...ruleLines(rule), ...narrow])];
}

function ruleLines({ apiGroups, resources, verbs }: Rule): readonly string[] {
	return [
		`  - apiGroups: [${apiGroups.map((group) => (group === "" ? '""' : group)).join(", ")}]`,
		`    resources: [${resources.join(", ")}]`,
		`    verbs: [${verbs.join(", ")}]`,
	];
}

/** The text as comment lines. */
function commented(text: string, indent: string): readonly string[] {
	const lines: string[] = [];
	for (const word of text.split(" ")) {
		const line = lines.at(-1);
		if (line === undefined || line.length + word.length + 1 > WIDTH) lines.push(`${indent}# ${word}`);
		else lines[lines.length - 1] = `${line} ${word}`;
	}
	return lines;
}
