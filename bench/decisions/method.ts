import type { ReleaseCase } from "../../src/assess/judge/release.ts";

/** What a method said about a release while it was watched. */
export interface Finding {
	/** The number of the look, from 0, at which the release was called bad; null when it never was. */
	readonly flaggedAt: number | null;
	/** Why, or what it said at the last look. */
	readonly text: string;
}

/** A way to decide whether a release is bad. It sees one look after the other and knows nothing but what is in them. */
export interface Method {
	readonly name: string;
	watch(looks: Iterable<ReleaseCase>): Finding;
}

/** A method without a memory: the release is bad from the first look on at which `fault` is not null. */
export function memoryless(name: string, fault: (look: ReleaseCase) => string | null): Method {
	return {
		name,
		watch(looks) {
			let number = 0;
			for (const look of looks) {
				const text = fault(look);
				if (text !== null) return { flaggedAt: number, text };
				number++;
			}
			return { flaggedAt: null, text: "nothing was wrong at any look" };
		},
	};
}
