import type { CheckReport } from "../../app/index.ts";
import { type Place, placeText } from "../../core/place.ts";
import type { Paint } from "../paint.ts";
import { hanging, markedLines } from "./text.ts";

type Tried = CheckReport["live"][number];

/** What was checked, place by place, and what is in the way. */
export function checkLines(report: CheckReport, paint: Paint, width: number): readonly string[] {
	const { length } = report.places;
	return [
		...hanging(`${paint.good("✓")} `, `${report.file}: no faults in ${length} ${length === 1 ? "place" : "places"}`, width),
		...report.warnings.flatMap((warning) => hanging(`${paint.warn("!")} `, warning, width)),
		...[null, ...report.places].flatMap((place) => placeLines(place, report.live, paint, width)),
		...summary(report.live, paint),
	];
}

function placeLines(place: Place | null, live: readonly Tried[], paint: Paint, width: number): readonly string[] {
	const mine = live.filter((tried) => (place === null ? tried.place === null : tried.place !== null && isSame(tried.place, place)));
	if (mine.length === 0) return [];
	const title = paint.strong(place === null ? "Backout itself" : placeText(place));
	return [
		"",
		title,
		...markedLines(
			mine.map((tried) => markedOf(tried, paint)),
			width,
		),
		...[...new Set(mine.flatMap(fixOf))].flatMap((fix) => hanging(`  ${paint.accent("fix")}  `, fix, width)),
	];
}

function markedOf({ subject, finding }: Tried, paint: Paint) {
	const detail = finding.detail === "" ? "" : `: ${finding.detail}`;
	if (finding.ok) return { mark: paint.good("✓"), name: subject, text: `${finding.name}${paint.dim(detail)}` };
	if (finding.isOptional === true) return { mark: paint.warn("!"), name: subject, text: paint.warn(`${finding.name}${detail}`) };
	return { mark: paint.bad("✗"), name: subject, text: paint.bad(`${finding.name}${detail}`) };
}

/** One fix may mend several findings: it is said once. */
function fixOf({ subject, finding }: Tried): readonly string[] {
	return finding.ok || finding.fix === null ? [] : [`${subject}: ${finding.fix}`];
}

function summary(live: readonly Tried[], paint: Paint): readonly string[] {
	if (live.length === 0) return [];
	const notOk = live.filter(({ finding }) => !finding.ok);
	const failed = notOk.filter(({ finding }) => finding.isOptional !== true).length;
	const helps = notOk.length - failed;
	const spared = helps === 0 ? "" : paint.warn(` ${helps} that a rollback can do without ${helps === 1 ? "is" : "are"} missing.`);
	if (failed > 0) return ["", `${paint.bad(`${failed} of ${live.length} did not.`)}${spared}`];
	return ["", helps === 0 ? paint.good(`All ${live.length} answered.`) : `${paint.good("Everything that is needed answered.")}${spared}`];
}

function isSame(one: Place, other: Place): boolean {
	return one.service === other.service && one.environment === other.environment;
}
