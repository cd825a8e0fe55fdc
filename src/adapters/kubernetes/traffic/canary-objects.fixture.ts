import type { JsonObject } from "../../../core/json.ts";

const metadata = {
	name: "checkout",
	namespace: "shop",
	uid: "uid-of-route",
	resourceVersion: "77",
	generation: 4,
	creationTimestamp: "2026-11-01T00:00:00Z",
};

/** A VirtualService as the API gives it: one http route of two subsets, with fields that nobody here knows. */
export function virtualService(
	routes: readonly JsonObject[],
	change: { readonly metadata?: JsonObject; readonly spec?: JsonObject; readonly status?: JsonObject } = {},
): JsonObject {
	return {
		apiVersion: "networking.istio.io/v1",
		kind: "VirtualService",
		metadata: { ...metadata, ...change.metadata },
		spec: { hosts: ["checkout"], exportTo: ["."], http: routes, ...change.spec },
		...(change.status === undefined ? {} : { status: change.status }),
	};
}

/** A route of subsets of `checkout`, each with its weight; null: none is written. */
export function istioRoute(weights: Readonly<Record<string, number | null>>, change: JsonObject = {}): JsonObject {
	const route = Object.entries(weights).map(([subset, weight]) => ({
		destination: { host: "checkout", subset, port: { number: 8080 } },
		...(weight === null ? {} : { weight }),
		headers: { response: { set: { "x-side": subset } } },
	}));
	return { match: [{ uri: { prefix: "/" } }], route, retries: { attempts: 2 }, ...change };
}

/** A DestinationRule of `checkout` with these subsets. */
export function destinationRule(...subsets: readonly string[]): JsonObject {
	return {
		metadata: { ...metadata, uid: "uid-of-rule" },
		spec: { host: "checkout.shop.svc.cluster.local", subsets: subsets.map((name) => ({ name, labels: { version: name } })) },
	};
}

/** An HTTPRoute as the API gives it, with defaults filled in. */
export function httpRoute(
	rules: readonly JsonObject[],
	change: { readonly metadata?: JsonObject; readonly status?: JsonObject } = {},
): JsonObject {
	return {
		apiVersion: "gateway.networking.k8s.io/v1",
		kind: "HTTPRoute",
		metadata: { ...metadata, ...change.metadata },
		spec: { parentRefs: [{ name: "public" }], hostnames: ["shop.example.com"], rules },
		status: change.status ?? { parents: [parent({})] },
	};
}

/** What a Gateway says of the route. */
export function parent(said: { readonly accepted?: string; readonly resolved?: string; readonly generation?: number }): JsonObject {
	const { accepted = "True", resolved = "True", generation = 4 } = said;
	const condition = (type: string, status: string) => ({
		type,
		status,
		reason: status === "True" ? type : "NoMatchingParent",
		message: `it is ${status}`,
		observedGeneration: generation,
	});
	return { parentRef: { name: "public" }, conditions: [condition("Accepted", accepted), condition("ResolvedRefs", resolved)] };
}

/** A rule with these backends; null: no weight is written. */
export function gatewayRule(weights: Readonly<Record<string, number | null>>, change: JsonObject = {}): JsonObject {
	const backendRefs = Object.entries(weights).map(([name, weight]) => ({ name, port: 80, ...(weight === null ? {} : { weight }) }));
	return { matches: [{ path: { type: "PathPrefix", value: "/" } }], backendRefs, ...change };
}
