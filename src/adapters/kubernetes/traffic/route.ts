import type { Obstacle } from "./obstacle.ts";

/** A route of an object, at its place. */
export interface PlacedRoute<Route> {
	readonly route: Route;
	readonly index: number;
}

/** The one route that is meant, by name or place, or the only one there is; nothing is guessed among several. */
export function chosenRoute<Route extends { readonly name?: string | undefined }>(
	routes: readonly Route[],
	wanted: string | number | null,
	what: string,
	key: string,
): PlacedRoute<Route> | Obstacle {
	const placed = routes.map((route, index) => ({ route, index }));
	const found = placed.filter(({ route, index }) => wanted === null || wanted === index || wanted === route.name);
	const [only] = found;
	if (only !== undefined && found.length === 1) return only;
	const names = placed.map(({ route, index }) => route.name ?? `(the one at ${index}, without a name)`).join(", ");
	if (routes.length === 0)
		return { rule: "no-route", reason: `${what} has no ${key} with HTTP.`, fix: "Name the object that splits the traffic." };
	if (wanted === null)
		return {
			rule: "route-not-named",
			reason: `${what} has ${routes.length} ${key}s, and the config does not say which one: ${names}.`,
			fix: `Name it in \`${key}\`.`,
		};
	return {
		rule: "no-such-route",
		reason: `${what} has ${found.length === 0 ? "no" : `${found.length} times the`} ${key} ${wanted}: ${names}.`,
		fix: `Correct \`${key}\` in the config.`,
	};
}

/** Exactly one destination is meant by the name; null when none is. */
export function onlyDestination<One>(found: readonly One[], what: string, side: string): One | null | Obstacle {
	const [first = null] = found;
	if (found.length <= 1) return first;
	return {
		rule: "destination-ambiguous",
		reason: `${what} sends traffic to ${side} in ${found.length} destinations: which weight is meant cannot be told.`,
		fix: "Give each destination a subset of its own, and name that one.",
	};
}

/** Why the route cannot lead back to the stable side: it does not name it. */
export function stableMissing(what: string, stable: string, known: readonly string[]): Obstacle {
	return {
		rule: "stable-not-in-route",
		reason: `${what} does not name ${stable}, but ${known.length === 0 ? "nothing" : known.join(", ")}.`,
		fix: `Correct \`stable\` in the config, or add ${stable} to the route with a weight of 0.`,
	};
}
