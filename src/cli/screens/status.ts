import type { PlaceStatus, StatusReport } from "../../app/index.ts";
import { runningText } from "../../core/lineage.ts";
import type { Paint } from "../paint.ts";
import { tableLines, wrapped } from "./table.ts";

/** Every place on a line, and below it what a person should know. */
export function statusLines(report: StatusReport, paint: Paint, width: number): readonly string[] {
	const rows = report.places.map((place) => [
		paint.strong(place.place.service),
		place.place.environment,
		runsText(place, paint),
		healthText(place, paint),
		lastGoodText(place, paint),
	]);
	const header = ["service", "environment", "runs", "health", "last good"].map(paint.dim);
	const automation = report.automation.isOn
		? []
		: [paint.warn(`Automation is off: ${report.automation.by ?? "?"}: ${report.automation.reason ?? ""}`)];
	return [
		...automation,
		...(rows.length === 0 ? ["No service of that name."] : tableLines([header, ...rows])),
		...report.places.flatMap((place) => notes(place, paint).map((note) => `  ${note}`)),
		...report.warnings.flatMap((warning) => wrapped(`${paint.warn("!")} ${warning}`, width, "  ")),
	];
}

function runsText({ current }: PlaceStatus, paint: Paint): string {
	if (current.state === "one") {
		const { label, standing, deployedAt } = current.release;
		const color = standing === "good" ? paint.good : standing === "unknown" ? paint.strong : paint.bad;
		return `${color(label)} ${paint.dim(`${standing}${deployedAt === null ? "" : ` since ${deployedAt.slice(0, 16).replace("T", " ")}`}`)}`;
	}
	return current.state === "split" ? paint.bad(`half-way: ${runningText(current.running)}`) : paint.warn("unknown");
}

function healthText({ health, isProtected }: PlaceStatus, paint: Paint): string {
	if (!isProtected) return paint.warn("unprotected");
	return { healthy: paint.good("healthy"), unhealthy: paint.bad("unhealthy"), unknown: paint.warn("unknown") }[health.outcome];
}

function lastGoodText({ lastGood }: PlaceStatus, paint: Paint): string {
	return lastGood === null ? paint.warn("none") : lastGood.label;
}

function notes(status: PlaceStatus, paint: Paint): readonly string[] {
	const name = `${status.place.service}/${status.place.environment}`;
	return [
		...(status.health.outcome === "healthy" || !status.isProtected ? [] : [`${name}: ${status.health.text}`]),
		...Object.entries(status.silent).map(([target, why]) => `${name}: ${target} does not say what it runs: ${why}`),
		...(status.hold === null ? [] : [paint.warn(`${name}: deploys are held by ${status.hold.by}: ${status.hold.reason}`)]),
		...(status.lock === null
			? []
			: [paint.warn(`${name}: run ${status.lock.run} of ${status.lock.requestedBy} is under way since ${status.lock.since}`)]),
		...status.openIncidents.map(
			(incident) => `${name}: incident ${incident.id} ${incident.severity} ${incident.status}: ${incident.title}`,
		),
	];
}
