import { canonicalJson } from "../../core/canonical.ts";

/** Where an alias sends its callers. */
export interface Routing {
	readonly version: string;
	/** Other versions with their share, 0..1; empty when all go to `version`. */
	readonly weights: Readonly<Record<string, number>>;
}

/** An alias as it is now. */
export interface Alias extends Routing {
	readonly name: string;
	/** Changes with every change of the alias: an update that names an old one is refused. */
	readonly revisionId: string;
}

export function isSameRouting(one: Routing, other: Routing): boolean {
	return one.version === other.version && canonicalJson(one.weights) === canonicalJson(other.weights);
}

/** `version 7`, `version 7 (10 % to 8)`. */
export function routingText({ version, weights }: Routing): string {
	const shares = Object.entries(weights).map(([other, share]) => `${Math.round(share * 1000) / 10} % to ${other}`);
	return `version ${version}${shares.length === 0 ? "" : ` (${shares.join(", ")})`}`;
}
