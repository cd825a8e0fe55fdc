import type { Finding } from "../../core/adapter.ts";
import { BackoutError, errorText } from "../../core/error.ts";
import type { CallLimits, KubernetesApi, ResourcePath } from "./api/port.ts";

const REVIEWS = { group: "authorization.k8s.io", version: "v1", plural: "selfsubjectaccessreviews" };

/** A right that is needed: a verb as RBAC calls it, and on what. */
export type Need = readonly [verb: string, path: ResourcePath];

/** Whether we may do all of these: one finding each. Asks, and changes nothing. */
export function triedRights(api: KubernetesApi, needs: readonly Need[], limits: CallLimits): readonly Promise<Finding>[] {
	return needs.map(([verb, path]) => tried(rightName(verb, path), () => mayDo(api, verb, path, limits)));
}

function rightName(verb: string, { plural, subresource }: ResourcePath): string {
	return `may ${verb} ${plural}${subresource === undefined ? "" : `/${subresource}`}`;
}

/** Asks the API itself (kubernetes.io/docs/reference/access-authn-authz/authorization, "checking API access"). */
async function mayDo(api: KubernetesApi, verb: string, path: ResourcePath, limits: CallLimits): Promise<string> {
	const { group, plural: resource, namespace, name, subresource } = path;
	const attributes = { verb, group, resource, namespace: namespace ?? "", name: name ?? "", subresource: subresource ?? "" };
	const answer = await api.create({ ...REVIEWS, namespace: null, name: null }, { spec: { resourceAttributes: attributes } }, limits);
	const { status } = answer;
	if (typeof status === "object" && status !== null && "allowed" in status && status["allowed"] === true) return "yes";
	throw new BackoutError({
		code: "kubernetes.forbidden",
		message: `not allowed in namespace ${namespace ?? "(all)"}`,
		fix: "bind the role in deploy/kubernetes/rbac/ to the account that Backout uses",
	});
}

/** What came of the attempt, as a finding; its fix when it throws. */
export async function tried(name: string, attempt: () => Promise<string>): Promise<Finding> {
	try {
		return { name, ok: true, detail: await attempt(), fix: null };
	} catch (fault) {
		return {
			name,
			ok: false,
			detail: errorText(fault),
			fix: fault instanceof BackoutError ? fault.fix : "look at `kubectl auth can-i --list`",
		};
	}
}
