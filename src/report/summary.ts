import { formatDuration } from "../core/duration.ts";
import { isFreeze } from "../core/freeze.ts";
import { formatCount } from "../core/number.ts";
import { wasNothingWrong } from "../core/report.ts";
import { releasesText } from "../core/run.ts";
import { clockTime, elapsedMs, utcDay } from "../core/time.ts";
import { code, table, text } from "./markdown.ts";
import { lossText, type ReportInput, standingText } from "./standing.ts";

/** The top of the report: how things stand, one paragraph, one table. */
export function summary(input: ReportInput): string {
	const { incident } = input.file;
	const title = `# Incident report: ${text(incident.service)} in ${text(incident.environment)}`;
	return [title, `**${text(standingText(input))}**`, paragraph(input), summaryTable(input)].filter((part) => part !== "").join("\n\n");
}

function paragraph(input: ReportInput): string {
	const { impact } = input.review;
	const sentences = [released(input), detected(input), decided(input), recovered(input)];
	const lost = impact.requestsLost.kind === "unknown" ? "" : `${capital(lossText(input, formatCount))} failed.`;
	return [...sentences, lost].filter((sentence) => sentence !== "").join(" ");
}

function released({ review: { deciding, impact } }: ReportInput): string {
	if (impact.releasedAt === null || deciding?.current == null) return "";
	return `Release ${text(deciding.current.label)} went live at ${clockTime(impact.releasedAt)}.`;
}

function detected({ file, review: { impact } }: ReportInput): string {
	const after = elapsedMs(impact.releasedAt, impact.detectedAt);
	const when = after === null ? `at ${clockTime(impact.detectedAt)}` : `${formatDuration(after)} later, at ${clockTime(impact.detectedAt)}`;
	const first = file.assessments.find(({ alert }) => alert !== null)?.alert;
	return first == null ? `The trouble was noticed ${when}.` : `The trouble was noticed ${when}: ${sentence(text(first.summary))}`;
}

function decided({ review: { deciding } }: ReportInput): string {
	if (deciding === null) return "";
	const [reason] = deciding.decision.reasons;
	const why = reason === undefined ? "" : `, because ${text(reason.text)}`;
	return sentence(`The decision was ${code(deciding.decision.action)}${why}`);
}

function recovered({ review: { current, impact } }: ReportInput): string {
	if (current === null) return "";
	const begun =
		impact.rollbackAt === null
			? ""
			: `${text(current.run.requestedBy)} began the ${current.plan.kind === "roll-back" ? "rollback" : "run"} at ${clockTime(impact.rollbackAt)}`;
	if (impact.recoveredAt !== null && begun === "") return `The service was healthy again at ${clockTime(impact.recoveredAt)}.`;
	if (impact.recoveredAt === null) return begun === "" ? "" : `${begun}; a recovery has not been proved.`;
	const took = elapsedMs(impact.rollbackAt, impact.recoveredAt);
	return `${begun} and the service was healthy again at ${clockTime(impact.recoveredAt)}${took === null ? "" : `, ${formatDuration(took)} later`}.`;
}

function summaryTable(input: ReportInput): string {
	const { file, review } = input;
	const plan = review.current?.plan;
	const rows: (readonly [string, string | null])[] = [
		["Service", text(`${file.incident.service} in ${file.incident.environment}`)],
		["Severity", wasNothingWrong(file) ? "none: nothing was found wrong" : file.incident.severity],
		[
			"Release",
			plan === undefined
				? null
				: text(isFreeze(plan.kind) ? releasesText(plan) : `${plan.from?.label ?? "unknown"} → ${plan.to?.label ?? "unknown"}`),
		],
		["Decided by", ruleText(input)],
		["Released", releasedCell(input)],
		["Detected", moment(input, review.impact.detectedAt, elapsed("after the release", review.impact.releasedAt, review.impact.detectedAt))],
		[
			"Rollback began",
			moment(input, review.impact.rollbackAt, elapsed("after detection", review.impact.detectedAt, review.impact.rollbackAt)),
		],
		["Recovered", recoveredCell(input)],
		["Lasted", review.impact.durationMs === null ? null : formatDuration(review.impact.durationMs)],
		["Requests lost", text(lossText(input, formatCount))],
		["Owner", file.incident.owner === null ? "nobody yet" : text(file.incident.owner)],
	];
	const filled = rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
	return table(
		["Incident", `${text(file.incident.id)} (${file.incident.status}), ${utcDay(review.impact.detectedAt)}, times in UTC`],
		filled,
	);
}

function ruleText({ review: { deciding, current } }: ReportInput): string | null {
	const rule = deciding?.decision.reasons[0]?.rule;
	if (rule !== undefined) return `rule ${code(rule)}`;
	return current === null ? null : `a person: ${text(current.run.requestedBy)}`;
}

/** A release that is known, and of which nobody knows since when, says so: it is why nothing was judged. */
function releasedCell(input: ReportInput): string | null {
	const { impact, deciding } = input.review;
	return impact.releasedAt === null && deciding?.current != null ? "nobody knows when" : moment(input, impact.releasedAt);
}

function recoveredCell(input: ReportInput): string | null {
	const { rollbackAt, recoveredAt } = input.review.impact;
	if (recoveredAt === null) return input.review.current === null ? null : "**not yet**";
	return moment(input, recoveredAt, elapsed("after the rollback began", rollbackAt, recoveredAt));
}

function elapsed(what: string, from: string | null, to: string | null): string {
	const ms = elapsedMs(from, to);
	return ms === null ? "" : ` (${formatDuration(ms)} ${what})`;
}

/** A time of day; with its date when that is not the incident's. */
function moment({ review }: ReportInput, iso: string | null, remark = ""): string | null {
	if (iso === null) return null;
	const day = utcDay(iso) === utcDay(review.impact.detectedAt) ? "" : `${utcDay(iso)} `;
	return `${day}${clockTime(iso)}${remark}`;
}

function capital(line: string): string {
	return `${line.charAt(0).toUpperCase()}${line.slice(1)}`;
}

function sentence(line: string): string {
	return /[.!?]$/.test(line) ? line : `${line}.`;
}
