import { distance } from "fastest-levenshtein";

/** The known names that look like the one that was found, nearest first, three at most. */
export function nearestNames(found: string, known: readonly string[]): readonly string[] {
	const wanted = plain(found.slice(0, 100));
	return known
		.map((name) => ({ name, away: distance(wanted, plain(name)) }))
		.filter(({ name, away }) => away <= Math.max(2, Math.floor(Math.max(name.length, wanted.length) / 3)) && away < name.length)
		.sort((a, b) => a.away - b.away || a.name.localeCompare(b.name))
		.slice(0, 3)
		.map(({ name }) => name);
}

/** Case, dashes and underscores are how people misremember a name: they cost nothing. */
function plain(name: string): string {
	return name.toLowerCase().replaceAll(/[-_\s]/g, "");
}

/** "Did you mean `pm2`? Known adapters: compose, git, pm2." for a fault's or an error's fix. */
export function suggestion(found: string, known: readonly string[], plural: string): string {
	const list = known.length === 0 ? `There are no ${plural} yet.` : `Known ${plural}: ${known.join(", ")}.`;
	const near = nearestNames(found, known).map((name) => `\`${name}\``);
	return near.length === 0 ? list : `Did you mean ${near.join(" or ")}? ${list}`;
}
