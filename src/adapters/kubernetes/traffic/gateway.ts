import { z } from "zod";
import { metadataShape, shaped } from "../object.ts";
import type { Obstacle } from "./obstacle.ts";
import type { CanaryPlace } from "./place.ts";
import { chosenRoute, onlyDestination, stableMissing } from "./route.ts";
import type { Destination, RouteForm, Split } from "./split.ts";
import { steererOf } from "./steered.ts";

const backend = z.looseObject({
	group: z.string().default(""),
	kind: z.string().default("Service"),
	name: z.string(),
	namespace: z.string().optional(),
	/** gateway-api.sigs.k8s.io/reference/spec, BackendRef: relative to the sum of all, 1 when left out. */
	weight: z.number().default(1),
});
const filter = z.looseObject({ type: z.string(), requestMirror: z.looseObject({ backendRef: backend }).optional() });
const rule = z.looseObject({
	name: z.string().optional(),
	filters: z.array(filter).optional(),
	backendRefs: z.array(backend).optional(),
});
const condition = z.looseObject({
	type: z.string(),
	status: z.string(),
	reason: z.string().optional(),
	message: z.string().optional(),
	observedGeneration: z.number().default(0),
});
const shape = z.looseObject({
	metadata: metadataShape,
	spec: z.looseObject({ rules: z.array(rule).optional() }),
	status: z
		.looseObject({
			parents: z
				.array(
					z.looseObject({
						parentRef: z.looseObject({ name: z.string(), sectionName: z.string().optional() }),
						conditions: z.array(condition).default([]),
					}),
				)
				.default([]),
		})
		.prefault({}),
});
type HttpRoute = z.output<typeof shape>;
type Rule = z.output<typeof rule>;

/** Gateway API's HTTPRoute (gateway-api.sigs.k8s.io/api-types/httproute). */
export const GATEWAY: RouteForm = {
	kind: "HTTPRoute",
	read(object, place) {
		const found = shaped(shape, object, "the HTTPRoute");
		const name = `HTTPRoute ${place.name}`;
		const chosen = chosenRoute(found.spec.rules ?? [], place.route, name, "rule");
		if ("rule" in chosen) return chosen;
		const what = `rule ${chosen.route.name ?? chosen.index} of ${name}`;
		return steererOf(found.metadata, name) ?? splitOf(found, chosen, place, what);
	},
};

function splitOf(
	found: HttpRoute,
	{ route: chosen, index }: { readonly route: Rule; readonly index: number },
	place: CanaryPlace,
	what: string,
): Split | Obstacle {
	const backends = (chosen.backendRefs ?? []).map(({ group, kind, name, weight }, at) => ({
		isService: group === "" && kind === "Service",
		destination: { path: `/spec/rules/${index}/backendRefs/${at}/weight`, weight, service: name, subset: null } satisfies Destination,
	}));
	const side = (name: string) =>
		onlyDestination(
			backends.filter(({ isService, destination }) => isService && destination.service === name).map(({ destination }) => destination),
			what,
			name,
		);
	const [stable, canary] = [side(place.stable), side(place.canary)];
	if (stable === null)
		return stableMissing(
			what,
			place.stable,
			backends.map(({ destination }) => destination.service),
		);
	if ("rule" in stable) return stable;
	if (canary !== null && "rule" in canary) return canary;
	const sum = backends.reduce((total, { destination }) => total + destination.weight, 0);
	const others = sum - stable.weight - (canary?.weight ?? 0);
	const mirrored = mirrorsTo(chosen, place.canary);
	return {
		metadata: found.metadata,
		what,
		stable,
		canary,
		others,
		warnings: [
			...(others > 0 ? [`${others} of ${sum} of the ${what} go to other backends, and still do.`] : []),
			...(mirrored ? [`The ${what} mirrors requests to ${place.canary}: they go on, and their answers reach nobody.`] : []),
		],
		elsewhere: elsewhere(found, index, place.canary),
		isTaken: isTaken(found),
		trouble: troubleIn(found),
	};
}

function mirrorsTo({ filters = [] }: Rule, name: string): boolean {
	return filters.some(({ requestMirror }) => requestMirror?.backendRef.name === name);
}

function elsewhere({ spec }: HttpRoute, index: number, name: string): readonly string[] {
	return (spec.rules ?? []).flatMap((one, at) => {
		const getsSome = (one.backendRefs ?? []).some((ref) => ref.name === name && ref.weight > 0) || mirrorsTo(one, name);
		return at !== index && getsSome ? [`rule ${one.name ?? at}`] : [];
	});
}

/** A route is taken when every Gateway that it names says so of its newest generation; without one it goes nowhere. */
function isTaken({ metadata, status }: HttpRoute): boolean {
	const generation = metadata.generation ?? 0;
	return (
		status.parents.length > 0 &&
		status.parents.every(({ conditions }) => conditions.some((one) => isAccepted(one) && one.observedGeneration >= generation))
	);
}

function isAccepted({ type, status }: z.output<typeof condition>): boolean {
	return type === "Accepted" && status === "True";
}

/** The first thing that a Gateway says against the route. */
function troubleIn({ status }: HttpRoute): string | null {
	if (status.parents.length === 0) return "no Gateway has taken it up";
	const faults = status.parents.flatMap(({ parentRef, conditions }) =>
		conditions
			.filter(({ type, status: is }) => (type === "Accepted" || type === "ResolvedRefs") && is === "False")
			.map(
				({ type, reason, message }) =>
					`Gateway ${parentRef.name} says ${type}=False (${reason ?? "no reason given"})${message === undefined ? "" : `: ${message}`}`,
			),
	);
	return faults[0] ?? null;
}
