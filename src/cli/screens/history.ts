import type { HistoryEntry } from "../../app/index.ts";
import { oneLine } from "../../core/reading.ts";
import type { Release, Standing } from "../../core/release.ts";
import type { Paint } from "../paint.ts";
import { age, moment } from "./age.ts";
import type { Look } from "./status.ts";
import { tableLines } from "./table.ts";

/** Releases, newest first, with their standing and whether each can be returned to. */
export function historyLines(entries: readonly HistoryEntry[], look: Look): readonly string[] {
	if (entries.length === 0) return ["No release is known: no target shows one and none was recorded."];
	const header = ["", "release", "commit", "live since (UTC)", "ago", "standing", "can return"];
	const rows = entries.map((entry) => row(entry, look));
	const under = entries.map(({ release }) => noteLines(release).map(look.paint.dim));
	return tableLines({ header, rows, under }, look.paint, look.width);
}

/** A service in many places says the same of most of them. */
const MOST_TARGETS = 3;

/** What each target tells of the release: its number there, image, cause, how much of it runs, and who put it there. */
function noteLines({ targets, isRecorded, deployedBy }: Release): readonly string[] {
	const told = Object.entries(targets).flatMap(([name, { notes, revision }]) => (notes === undefined ? [] : [{ name, notes, revision }]));
	const lines = told.slice(0, MOST_TARGETS).map(({ name, notes, revision }) => {
		const { image, cause, running, putBy } = notes;
		const parts = [
			revision === undefined ? null : `revision ${revision}`,
			image,
			cause === null ? null : `“${oneLine(cause, 60)}”`,
			running,
			putBy === null ? null : `by ${putBy}`,
			isRecorded ? `recorded${deployedBy === null ? "" : ` by ${deployedBy}`}` : "not recorded",
		];
		return `${name}: ${parts.filter((part) => part !== null).join(" · ")}`;
	});
	const more = told.length - MOST_TARGETS;
	return more > 0 ? [...lines, `and ${more} more targets`] : lines;
}

function row({ release, isCurrent, obstacle }: HistoryEntry, { paint, now }: Look): readonly string[] {
	return [
		isCurrent ? paint.accent("▸") : " ",
		paint.strong(release.label),
		paint.dim(release.commit?.slice(0, 8) ?? ""),
		moment(release.deployedAt),
		paint.dim(age(release.deployedAt, now)),
		standingText(release.standing, paint),
		isCurrent ? paint.dim("runs now") : returnText(release.standing, obstacle, paint),
	];
}

/** What the targets can bring back a person may still choose, save what is never to come back; nobody is told a plain yes to what was found bad. */
function returnText(standing: Standing, obstacle: string | null, paint: Paint): string {
	if (obstacle !== null) return paint.bad(`no: ${obstacle}`);
	return standing === "bad" ? paint.warn("only with --to: it is marked bad") : paint.good("yes");
}

function standingText(standing: Standing, paint: Paint): string {
	return { good: paint.good, bad: paint.bad, never: paint.bad, unknown: paint.dim }[standing](standing);
}
