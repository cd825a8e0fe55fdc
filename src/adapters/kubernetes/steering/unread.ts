import { BackoutError, errorText } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import { nameOf } from "../api/address.ts";
import type { CallLimits, KubernetesApi, ResourceKind } from "../api/port.ts";
import { isServed } from "./served.ts";
import type { Steering, Subject } from "./steering.ts";

/** A kind of objects that may steer a workload without leaving a mark on it. */
export interface Steerers extends Pick<Steering, "by" | "effect"> {
	readonly resource: ResourceKind;
	/** What would be so if there were one: the rest of a sentence that begins with "Whether". */
	readonly what: string;
	/** What that would mean. */
	readonly meaning: string;
}

/** The objects of a kind, or in their place what is said when they could not be read. */
export interface Listed {
	readonly items: readonly JsonObject[];
	readonly unread: readonly Steering[];
}

/** When the cluster as a whole does not answer there is nothing to plan with. */
const CLUSTER_AWAY: readonly string[] = ["kubernetes.unreachable", "kubernetes.aborted", "kubernetes.unauthorized"];

/**
 * All objects of the kind in the subject's namespace. A cluster without such a project has none; where they may not be listed nobody can tell, and that is said: it
 * keeps nobody from rolling back, and is never taken for "nobody steers it". Throws when the cluster does not answer at all.
 */
export async function listed(api: KubernetesApi, kind: Steerers, { namespace }: Subject, limits: CallLimits): Promise<Listed> {
	const path = { ...kind.resource, namespace, name: null };
	try {
		return { items: (await api.list(path, {}, limits)).items, unread: [] };
	} catch (thrown) {
		if (!(thrown instanceof BackoutError) || CLUSTER_AWAY.includes(thrown.code)) throw thrown;
		if (thrown.code === "kubernetes.not-found") return NONE;
		if (thrown.code !== "kubernetes.forbidden") return { items: [], unread: [unreadKind(kind, namespace, errorText(thrown), thrown.fix)] };
		// RBAC answers before the cluster looks whether it knows the kind at all.
		if (!(await isServed(api, kind.resource, limits))) return NONE;
		return { items: [], unread: [unreadKind(kind, namespace, `not allowed to list ${nameOf(path)}`, thrown.fix)] };
	}
}

const NONE: Listed = { items: [], unread: [] };

function unreadKind({ by, effect, resource, what, meaning }: Steerers, namespace: string, why: string, fix: string): Steering {
	return {
		by,
		object: `${resource.plural}.${resource.group} in namespace ${namespace}`,
		effect,
		isCertain: false,
		text: `Whether ${what} is not known (${why}): if so, ${meaning}.`,
		fix,
		reconciler: null,
		held: null,
	};
}
