import type { HistoryEntry } from "../../app/index.ts";
import type { Standing } from "../../core/release.ts";
import type { Paint } from "../paint.ts";
import { tableLines } from "./table.ts";

/** Releases, newest first, with their standing and whether each can be returned to. */
export function historyLines(entries: readonly HistoryEntry[], paint: Paint): readonly string[] {
	if (entries.length === 0) return ["No release is known: no target shows one and none was recorded."];
	const header = ["", "release", "commit", "live since", "standing", "can return"].map(paint.dim);
	return tableLines([header, ...entries.map((entry) => row(entry, paint))]);
}

function row({ release, isCurrent, obstacle }: HistoryEntry, paint: Paint): readonly string[] {
	return [
		isCurrent ? paint.accent("▸") : " ",
		paint.strong(release.label),
		paint.dim(release.commit?.slice(0, 8) ?? ""),
		release.deployedAt?.slice(0, 16).replace("T", " ") ?? "",
		standingText(release.standing, paint),
		isCurrent ? paint.dim("runs now") : obstacle === null ? paint.good("yes") : paint.bad(`no: ${obstacle}`),
	];
}

function standingText(standing: Standing, paint: Paint): string {
	return { good: paint.good, bad: paint.bad, never: paint.bad, unknown: paint.dim }[standing](standing);
}
