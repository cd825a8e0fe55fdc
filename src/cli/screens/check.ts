import type { CheckReport } from "../../app/index.ts";
import type { Paint } from "../paint.ts";

/** What was checked, and what is in the way. */
export function checkLines(report: CheckReport, paint: Paint): readonly string[] {
	return [
		`${paint.good("✓")} ${report.file}: no faults; ${report.places.map((place) => `${place.service}/${place.environment}`).join(", ")}`,
		...report.warnings.map((warning) => `${paint.warn("!")} ${warning}`),
		...report.live.flatMap(({ place, subject, finding }) => [
			`${finding.ok ? paint.good("✓") : paint.bad("✗")} ${place === null ? "" : `${place.service}/${place.environment} `}${paint.strong(subject)}  ${finding.name}${finding.detail === "" ? "" : paint.dim(`: ${finding.detail}`)}`,
			...(finding.ok || finding.fix === null ? [] : [`  ${paint.accent("fix")} ${finding.fix}`]),
		]),
	];
}
