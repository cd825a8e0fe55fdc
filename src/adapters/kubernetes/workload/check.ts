import type { Finding } from "../../../core/adapter.ts";
import { BackoutError, errorText } from "../../../core/error.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { CallLimits, KubernetesApi, ResourcePath } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import type { WorkloadKind } from "./kind.ts";
import { currentRevision, type WorkloadReader } from "./reader.ts";

const REVIEWS = { group: "authorization.k8s.io", version: "v1", plural: "selfsubjectaccessreviews" };

/** Whether the cluster answers, the workload is there with something to return to, and we may do all that a rollback does. Asks, and changes nothing. */
export async function checkWorkload(
	api: KubernetesApi,
	kind: WorkloadKind,
	reader: WorkloadReader,
	deadline: AbortSignal,
): Promise<readonly Finding[]> {
	const limits = { signal: deadline };
	const where = { namespace: api.cluster.namespace, name: null };
	const needs: readonly (readonly [verb: string, path: ResourcePath])[] = [
		["patch", reader.path],
		["watch", { ...reader.path, name: null }],
		["list", { ...kind.history, ...where }],
		["watch", { ...RESOURCES.pods, ...where }],
		["get", { ...RESOURCES.pods, ...where, subresource: "log" }],
	];
	return await Promise.all([
		tried(`${kind.word} ${reader.path.name} can be returned`, async () => {
			const { workload, revisions, ...seen } = await reader.history(limits);
			if (workload.obstacle !== null)
				throw new BackoutError({ code: "kubernetes.obstacle", message: workload.obstacle.reason, fix: workload.obstacle.fix });
			const current = currentRevision({ workload, revisions, ...seen });
			return `${formatQuantity(revisions.length, "revision")} in ${api.cluster.namespace}, ${current === null ? "none of them in place" : `${current.number} is in place`}`;
		}),
		...needs.map(([verb, path]) => tried(rightName(verb, path), () => mayDo(api, verb, path, limits))),
	]);
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

async function tried(name: string, attempt: () => Promise<string>): Promise<Finding> {
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
