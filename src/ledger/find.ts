import { distance } from "fastest-levenshtein";
import type { ReleaseLookup } from "../core/lineage.ts";
import type { Release } from "../core/release.ts";

/** Four hex digits are what git itself takes for an abbreviation at the least. */
const COMMIT = /^[0-9a-f]{4,64}$/i;

/** The release a person means: by its id, else its label, else a target's own id, else a platform's number for it, else the beginning of its commit. Several or none is said, never guessed. */
export function findRelease(releases: readonly Release[], text: string): ReleaseLookup {
	const ways: readonly ((release: Release) => boolean)[] = [
		(release) => release.id === text,
		(release) => release.label === text,
		(release) => Object.values(release.targets).some((target) => target.id === text || target.label === text || target.digest === text),
		(release) => Object.values(release.targets).some((target) => target.revision === text),
		(release) => COMMIT.test(text) && release.commit?.toLowerCase().startsWith(text.toLowerCase()) === true,
	];
	for (const isMeant of ways) {
		const matches = releases.filter(isMeant);
		const [release] = matches;
		if (release !== undefined) return matches.length === 1 ? { outcome: "found", text, release } : { outcome: "ambiguous", text, matches };
	}
	return { outcome: "unknown", text, nearest: nearest(releases, text) };
}

/** Up to three names that are at most a third of their letters away, nearest first. */
function nearest(releases: readonly Release[], text: string): readonly string[] {
	const names = [...new Set(releases.flatMap((release) => [release.id, release.label]))];
	return names
		.map((name) => ({ name, away: distance(name.toLowerCase(), text.toLowerCase()) }))
		.filter(({ name, away }) => away <= Math.max(2, Math.ceil(Math.max(name.length, text.length) / 3)))
		.sort((one, other) => one.away - other.away)
		.slice(0, 3)
		.map(({ name }) => name);
}
