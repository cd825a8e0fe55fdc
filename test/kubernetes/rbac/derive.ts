import type { Form, ManifestName } from "../../../src/adapters/kubernetes/rights/names.ts";
import { rightText } from "../../../src/adapters/kubernetes/rights/right.ts";
import type { AuditedCall } from "../audit.ts";
import type { Scenario } from "./scenario.ts";

/** What was seen of a form, by manifest. */
export type Recording = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** One scenario as the API server noted it: what was only looked at, and what was carried out. */
export interface Noted {
	readonly scenario: Pick<Scenario, "form" | "own" | "slower">;
	readonly looked: readonly AuditedCall[];
	readonly carriedOut: readonly AuditedCall[];
}

/** What everybody who is logged in may do by the built-in roles system:basic-user and system:discovery is no right to give. */
const EVERYBODYS: readonly string[] = ["authorization.k8s.io", "authentication.k8s.io"];

/** Rights that go to one manifest whoever calls them; the first that takes a call has it. */
const TAKEN: readonly { readonly manifest: ManifestName; readonly takes: (call: AuditedCall) => boolean }[] = [
	{ manifest: "argo-cd-pause", takes: (call) => isArgoCd(call) && call.verb === "patch" },
	{ manifest: "argo-cd-anywhere", takes: (call) => isArgoCd(call) && call.namespace === null },
	{ manifest: "argo-cd", takes: isArgoCd },
	{ manifest: "flux-pause", takes: (call) => isFlux(call) && call.verb === "patch" },
	{ manifest: "flux", takes: isFlux },
	{ manifest: "helm-chart", takes: ({ userAgent, resource }) => userAgent.startsWith("Helm/") && resource !== "secrets" },
	{
		manifest: "references",
		takes: ({ verb, resource, userAgent }) => isReference(resource) && verb === "get" && !userAgent.startsWith("Helm/"),
	},
];

/** Looking at these is what read.yaml is for; whatever else is needed to look at another form is that form's own. */
const WORKLOADS: readonly Form[] = ["deployment", "statefulSet", "daemonSet"];

/** The rights that the calls need, by form and manifest. Throws when a call is of nothing that RBAC knows. */
export function recordingOf(noted: readonly Noted[]): Recording {
	const looked = noted.filter(({ scenario }) => WORKLOADS.includes(scenario.form)).flatMap((one) => one.looked);
	const read = new Set(rightsIn(looked.filter((call) => taker(call) === null)));
	const forms = [...new Set(noted.map(({ scenario }) => scenario.form))];
	return Object.fromEntries(
		forms.map((form) => [
			form,
			byManifest(
				noted.filter(({ scenario }) => scenario.form === form),
				read,
			),
		]),
	);
}

function byManifest(noted: readonly Noted[], read: ReadonlySet<string>): Recording[string] {
	const calls = new Map<ManifestName, AuditedCall[]>();
	for (const { scenario, looked, carriedOut } of noted) {
		for (const call of [...looked, ...carriedOut]) {
			const manifest = taker(call) ?? (read.has(textOf(call)) ? "read" : scenario.own);
			// A Deployment that is steered is recorded as itself elsewhere: here only who steers it counts.
			if (isSteerer(scenario.form) && taker(call) === null) continue;
			calls.set(manifest, [...(calls.get(manifest) ?? []), call]);
		}
	}
	const sorted = [...calls].toSorted(([one], [other]) => one.localeCompare(other));
	const whole = sorted.map(([manifest, of]) => [manifest, withSlower(namedRights(of), manifest, noted)] as const);
	return Object.fromEntries(whole.filter(([, rights]) => rights.length !== 0));
}

function withSlower(rights: readonly string[], manifest: ManifestName, noted: readonly Noted[]): readonly string[] {
	const slower = noted.flatMap(({ scenario }) => (scenario.own === manifest ? (scenario.slower ?? []) : []));
	return [...new Set([...rights, ...slower])].toSorted();
}

/** Each right once, with the word that it was only ever used on an object that was named. What is created has no name yet when RBAC is asked. */
function namedRights(calls: readonly AuditedCall[]): readonly string[] {
	return rightsIn(calls).map((right) => {
		const own = calls.filter((call) => textOf(call) === right);
		return own.every(({ name, verb }) => name !== null && verb !== "create") ? `${right} by name` : right;
	});
}

function rightsIn(calls: readonly AuditedCall[]): readonly string[] {
	const real = calls.filter(({ resource, group }) => resource !== null && !EVERYBODYS.includes(group));
	return [...new Set(real.map(textOf))].toSorted();
}

function textOf({ verb, group, resource }: AuditedCall): string {
	return rightText({ verb, group, resource: resource ?? "" });
}

function taker(call: AuditedCall): ManifestName | null {
	return TAKEN.find(({ takes }) => takes(call))?.manifest ?? null;
}

function isSteerer(form: Form): boolean {
	return form === "argoCd" || form === "flux";
}

function isArgoCd({ group, resource }: AuditedCall): boolean {
	return group === "argoproj.io" && (resource === "applications" || resource === "applicationsets");
}

function isFlux({ group }: AuditedCall): boolean {
	return group.endsWith(".toolkit.fluxcd.io");
}

function isReference(resource: string | null): boolean {
	return resource === "secrets" || resource === "configmaps";
}
