import { z } from "zod";
import { BackoutError } from "../../../core/error.ts";
import type { CallLimits, KubernetesApi, ResourcePath } from "../api/port.ts";
import type { Right } from "./right.ts";

const REVIEWS = { group: "authorization.k8s.io", version: "v1", namespace: null, name: null } as const;

/** A right on one object, or with `name` null on all of a kind; `namespace` null: of the whole cluster. */
export interface Wish extends Right {
	readonly namespace: string | null;
	readonly name: string | null;
}

const rule = z.object({
	verbs: z.array(z.string()),
	apiGroups: z.array(z.string()).nullish(),
	resources: z.array(z.string()).nullish(),
	resourceNames: z.array(z.string()).nullish(),
});
type Rule = z.output<typeof rule>;
const rulesReview = z.object({ status: z.object({ resourceRules: z.array(rule), incomplete: z.boolean() }) });
const accessReview = z.object({ status: z.object({ allowed: z.boolean() }) });

/**
 * Whether we may do each of these in one namespace. One question tells all that RBAC knows; an authorizer that cannot list its rules (the webhooks of EKS, GKE and AKS)
 * makes that answer incomplete, and only then each right is asked for by itself, side by side. Throws when not even that can be asked.
 */
export async function mayDo(
	api: KubernetesApi,
	namespace: string,
	wishes: readonly Wish[],
	limits: CallLimits,
): Promise<(wish: Wish) => boolean> {
	const rules = await rulesIn(api, namespace, limits);
	if (rules !== null) return (wish) => rules.some((one) => isGrantedBy(one, wish));
	const answers = await Promise.all(wishes.map(async (wish) => [keyOf(wish), await isAllowed(api, wish, limits)] as const));
	const allowed = new Map(answers);
	return (wish) => allowed.get(keyOf(wish)) === true;
}

/** Whether we may do this one thing (kubernetes.io/docs/reference/access-authn-authz/authorization, "checking API access"). */
export async function isAllowed(api: KubernetesApi, wish: Wish, limits: CallLimits): Promise<boolean> {
	const [resource, subresource = ""] = wish.resource.split("/");
	const { verb, group, namespace, name } = wish;
	const resourceAttributes = { verb, group, resource, subresource, namespace: namespace ?? "", name: name ?? "" };
	const path = { ...REVIEWS, plural: "selfsubjectaccessreviews" };
	return accessReview.parse(await api.create(path, { spec: { resourceAttributes } }, limits)).status.allowed;
}

/** The right to patch the object. */
export function toPatch({ group, plural, subresource, namespace, name }: ResourcePath): Wish {
	return { verb: "patch", group, resource: subresource === undefined ? plural : `${plural}/${subresource}`, namespace, name };
}

/** All that we may do in the namespace; null when that is not all, or cannot be asked. */
async function rulesIn(api: KubernetesApi, namespace: string, limits: CallLimits): Promise<readonly Rule[] | null> {
	try {
		const path = { ...REVIEWS, plural: "selfsubjectrulesreviews" };
		const review = rulesReview.safeParse(await api.create(path, { spec: { namespace } }, limits));
		return review.success && !review.data.status.incomplete ? review.data.status.resourceRules : null;
	} catch (thrown) {
		if (thrown instanceof BackoutError && ["kubernetes.forbidden", "kubernetes.not-found"].includes(thrown.code)) return null;
		throw thrown;
	}
}

/** As RBAC itself matches (plugin/pkg/auth/authorizer/rbac, RuleAllows; pkg/apis/rbac/v1/evaluation_helpers.go). */
function isGrantedBy({ verbs, apiGroups, resources, resourceNames }: Rule, { verb, group, resource, name }: Wish): boolean {
	const subresource = resource.split("/")[1];
	const wholes = ["*", resource, ...(subresource === undefined ? [] : [`*/${subresource}`])];
	const isNamed = (resourceNames ?? []).length === 0 || (name !== null && resourceNames?.includes(name) === true);
	return has(verbs, "*", verb) && has(apiGroups ?? [], "*", group) && has(resources ?? [], ...wholes) && isNamed;
}

function has(list: readonly string[], ...any: readonly string[]): boolean {
	return any.some((one) => list.includes(one));
}

function keyOf({ verb, group, resource, namespace, name }: Wish): string {
	return JSON.stringify([verb, group, resource, namespace, name]);
}
