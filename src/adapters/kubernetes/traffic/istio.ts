import { z } from "zod";
import { metadataShape, shaped } from "../object.ts";
import type { Obstacle } from "./obstacle.ts";
import type { CanaryPlace } from "./place.ts";
import { chosenRoute, onlyDestination, stableMissing } from "./route.ts";
import type { Destination, RouteForm, Split } from "./split.ts";
import { steererOf } from "./steered.ts";

const destination = z.looseObject({ host: z.string(), subset: z.string().optional() });
const weighted = z.looseObject({ destination, weight: z.number().optional() });
const route = z.looseObject({
	name: z.string().optional(),
	match: z.array(z.unknown()).optional(),
	route: z.array(weighted).optional(),
	delegate: z.looseObject({ name: z.string().optional(), namespace: z.string().optional() }).optional(),
	redirect: z.unknown().optional(),
	directResponse: z.unknown().optional(),
	mirror: destination.optional(),
	mirrors: z.array(z.looseObject({ destination })).optional(),
});
const layer4 = z
	.array(z.looseObject({ route: z.array(z.looseObject({ destination, weight: z.number().optional() })).optional() }))
	.optional();
const shape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({ http: z.array(route).optional(), tcp: layer4, tls: layer4 }),
	/** Written only where istiod is told to (PILOT_ENABLE_STATUS); a 64-bit number is text in it. */
	status: z
		.looseObject({
			observedGeneration: z.union([z.number(), z.string()]).optional(),
			validationMessages: z
				.array(z.looseObject({ level: z.string().optional(), type: z.looseObject({ code: z.string().optional() }).optional() }))
				.optional(),
		})
		.nullish(),
});
type VirtualService = z.output<typeof shape>;
type Route = z.output<typeof route>;
type Weighted = z.output<typeof weighted>;

/** Istio's VirtualService (istio.io/latest/docs/reference/config/networking/virtual-service). */
export const ISTIO: RouteForm = {
	kind: "VirtualService",
	read(object, place) {
		const service = shaped(shape, object, "the VirtualService");
		const name = `VirtualService ${place.name}`;
		const chosen = chosenRoute(service.spec.http ?? [], place.route, name, "route");
		if ("rule" in chosen) return chosen;
		const what = `http route ${chosen.route.name ?? "(the only one)"} of ${name}`;
		return steererOf(service.metadata, name) ?? noSplit(chosen.route, what) ?? splitOf(service, chosen, place, what);
	},
};

function noSplit({ delegate, redirect, directResponse, route: destinations = [] }: Route, what: string): Obstacle | null {
	if (delegate !== undefined) {
		const where = delegate.namespace === undefined ? "" : ` in namespace ${delegate.namespace}`;
		return {
			rule: "route-delegated",
			reason: `The ${what} is delegated to VirtualService ${delegate.name ?? "(without a name)"}${where}: it splits no traffic itself.`,
			fix: "Name that VirtualService, and its namespace, as the target.",
		};
	}
	if (redirect === undefined && directResponse === undefined && destinations.length > 0) return null;
	return {
		rule: "no-destinations",
		reason: `The ${what} sends no traffic to pods: it redirects or answers itself.`,
		fix: "Name the route that splits the traffic in `route`.",
	};
}

function splitOf(
	service: VirtualService,
	{ route: chosen, index }: { readonly route: Route; readonly index: number },
	place: CanaryPlace,
	what: string,
): Split | Obstacle {
	const destinations = (chosen.route ?? []).map((one, at, all) =>
		placedDestination(one, `/spec/http/${index}/route/${at}/weight`, all.length),
	);
	const stable = onlyDestination(
		destinations.filter((one) => isSide(one, place.stable)),
		what,
		place.stable,
	);
	const canary = onlyDestination(
		destinations.filter((one) => isSide(one, place.canary)),
		what,
		place.canary,
	);
	if (stable === null) return stableMissing(what, place.stable, destinations.map(nameOf));
	if ("rule" in stable) return stable;
	if (canary !== null && "rule" in canary) return canary;
	const sum = destinations.reduce((total, { weight }) => total + weight, 0);
	const others = sum - stable.weight - (canary?.weight ?? 0);
	return {
		metadata: service.metadata,
		what,
		stable,
		canary,
		others,
		warnings: [
			...(others > 0 ? [`${others} of ${sum} of the ${what} go to other destinations, and still do.`] : []),
			...(mirrorsTo(chosen, place.canary)
				? [`The ${what} mirrors requests to ${place.canary}: they go on, and their answers reach nobody.`]
				: []),
		],
		elsewhere: elsewhere(service, index, place.canary),
		isTaken: isTaken(service),
		trouble: troubleIn(service),
	};
}

/** A destination alone gets everything, whatever its weight; among several one without a weight gets nothing (its proto3 default is 0). */
function placedDestination({ destination: { host, subset }, weight }: Weighted, path: string, count: number): Destination {
	return { path, weight: count === 1 ? 100 : (weight ?? 0), service: host, subset: subset ?? null };
}

/** A subset by its name; a destination without one by its host, in full or by its first part. */
function isSide({ service, subset }: Pick<Destination, "service" | "subset">, side: string): boolean {
	return subset === null ? service === side || service.split(".")[0] === side : subset === side;
}

function nameOf({ service, subset }: Destination): string {
	return subset ?? service;
}

function isSideOf({ host, subset }: z.output<typeof destination>, side: string): boolean {
	return isSide({ service: host, subset: subset ?? null }, side);
}

function mirrorsTo({ mirror, mirrors = [] }: Route, side: string): boolean {
	const all = [...(mirror === undefined ? [] : [mirror]), ...mirrors.map((one) => one.destination)];
	return all.some((one) => isSideOf(one, side));
}

/** The other routes of the VirtualService that send the canary traffic, or mirror to it. */
function elsewhere({ spec }: VirtualService, index: number, side: string): readonly string[] {
	const http = (spec.http ?? []).flatMap((one, at) =>
		at !== index && (getsWeight(one.route, side) || mirrorsTo(one, side)) ? [`http route ${one.name ?? at}`] : [],
	);
	const lower = (["tcp", "tls"] as const).flatMap((kind) =>
		(spec[kind] ?? []).flatMap((one, at) => (getsWeight(one.route, side) ? [`${kind} route ${at}`] : [])),
	);
	return [...http, ...lower];
}

function getsWeight(destinations: readonly Weighted[] = [], side: string): boolean {
	return destinations.some((one) => isSideOf(one.destination, side) && (destinations.length === 1 || (one.weight ?? 0) > 0));
}

function isTaken({ metadata, status }: VirtualService): boolean | null {
	const observed = Number(status?.observedGeneration ?? Number.NaN);
	return Number.isFinite(observed) ? observed >= (metadata.generation ?? 0) : null;
}

function troubleIn({ status }: VirtualService): string | null {
	const faults = (status?.validationMessages ?? []).filter(({ level }) => level?.toUpperCase() === "ERROR");
	return faults.length === 0 ? null : `Istio finds faults in it: ${faults.map(({ type }) => type?.code ?? "without a code").join(", ")}`;
}
