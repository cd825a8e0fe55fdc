import { z } from "zod";
import { BackoutError } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { CallLimits, KubernetesApi } from "../api/port.ts";
import { metadataShape, shaped } from "../object.ts";
import type { Labels } from "./labels.ts";
import { DESTINATION_RULES, TRAFFIC_RESOURCES } from "./resources.ts";
import { servedKind } from "./served.ts";
import { serviceOf } from "./service.ts";
import type { Destination } from "./split.ts";

const ruleShape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({
		host: z.string(),
		subsets: z.array(z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).optional() })).optional(),
	}),
});
type DestinationRule = z.output<typeof ruleShape>;

/** Which pods a destination reaches. */
export interface Side {
	/** What its pods have in common; null: the Service is elsewhere or has no selector, so that nobody can tell. */
	readonly labels: Labels | null;
	/** Only the subset's part of them. */
	readonly subsetLabels: Labels;
	/** The subset is in none of the DestinationRules of this namespace for its host: false when one of them should hold it, null when there are none. */
	readonly isDefined: boolean | null;
}

/** Finds the pods behind destinations: by the Service's selector, and Istio's subset of it. */
export class SideReader {
	readonly #api: KubernetesApi;

	constructor(api: KubernetesApi) {
		this.#api = api;
	}

	async side({ service, subset }: Destination, limits?: CallLimits): Promise<Side> {
		const [labels, rules] = await Promise.all([
			this.#serviceLabels(service, limits),
			subset === null ? null : this.#rules(service, limits),
		]);
		if (subset === null) return { labels, subsetLabels: {}, isDefined: true };
		const found = (rules ?? []).flatMap(({ spec }) => spec.subsets ?? []).find(({ name }) => name === subset);
		if (found === undefined) return { labels: null, subsetLabels: {}, isDefined: (rules ?? []).length === 0 ? null : false };
		const own = found.labels ?? {};
		return { labels: labels === null ? null : { ...labels, ...own }, subsetLabels: own, isDefined: true };
	}

	/** Null for a host that is no Service of this namespace: an external one, or one of another team. */
	async #serviceLabels(host: string, limits?: CallLimits): Promise<Labels | null> {
		const name = localName(host, this.#api.cluster.namespace);
		if (name === null) return null;
		try {
			const { selector } = serviceOf(
				await this.#api.read({ ...TRAFFIC_RESOURCES.services, namespace: this.#api.cluster.namespace, name }, limits),
			);
			return Object.keys(selector).length === 0 ? null : selector;
		} catch (thrown) {
			if (thrown instanceof BackoutError && thrown.code === "kubernetes.not-found") return null;
			throw thrown;
		}
	}

	async #rules(host: string, limits?: CallLimits): Promise<readonly DestinationRule[]> {
		const { namespace } = this.#api.cluster;
		const kind = await servedKind(this.#api, DESTINATION_RULES, limits);
		const { items } = await this.#api.list({ ...kind, namespace, name: null }, {}, limits);
		return items.map(destinationRule).filter(({ spec }) => isSameHost(spec.host, host, namespace));
	}
}

function destinationRule(object: JsonObject): DestinationRule {
	return shaped(ruleShape, object, "a DestinationRule");
}

/** The Service's name when the host is one of this namespace: `checkout`, `checkout.shop`, `checkout.shop.svc.cluster.local`. */
export function localName(host: string, namespace: string): string | null {
	const [name = "", where, svc] = host.split(".");
	const isLocal = where === undefined || (where === namespace && (svc === undefined || svc === "svc"));
	return isLocal && name !== "" && !name.includes("*") ? name : null;
}

function isSameHost(one: string, other: string, namespace: string): boolean {
	const local = localName(one, namespace);
	return one === other || (local !== null && local === localName(other, namespace));
}
