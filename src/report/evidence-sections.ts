import { eventsOf } from "../core/run-events.ts";
import { clockTime, utcDay } from "../core/time.ts";
import { bullets, code, section, table, text } from "./markdown.ts";
import type { ReportInput } from "./standing.ts";

/** What was measured before, during and after. */
export function numbersSection({ review }: ReportInput): string | null {
	const rows = review.impact.numbers.map(({ name, before, during, after }) =>
		[name, before, during, after].map((cell) => text(cell ?? "not measured")),
	);
	return rows.length === 0 ? null : section("## Numbers", table(["Signal", "Before", "During", "After"], rows));
}

/** Everything that happened, a line each; the run is named only where there is more than one. */
export function timelineSection({ file, review }: ReportInput): string | null {
	const day = utcDay(review.impact.detectedAt);
	const isMany = file.runs.length > 1;
	const rows = review.timeline.map(({ time, who, what, run }) => [
		utcDay(time) === day ? clockTime(time) : `${utcDay(time)} ${clockTime(time)}`,
		text(who),
		isMany && run !== null ? `${text(what)} (${text(run)})` : text(what),
	]);
	return rows.length === 0 ? null : section("## Timeline", table(["Time", "Who", "What"], rows));
}

/** What was checked after the steps, and how the watch after it went; of every run, newest last. */
export function proofSection({ file }: ReportInput): string | null {
	const lines = file.runs.flatMap(({ run, events }) => {
		const prefix = file.runs.length > 1 ? `${text(run.id)}: ` : "";
		return events.flatMap((event) => {
			if (event.type === "verification.finished") return [`${prefix}${verdictLine("Verified", event)}`];
			if (event.type === "bake.finished") return [`${prefix}${verdictLine("Watched", event)}`];
			return [];
		});
	});
	return section("## Proof", bullets(lines));
}

function verdictLine(
	deed: "Verified" | "Watched",
	{ time, verification }: { readonly time: string; readonly verification: { readonly outcome: string; readonly text: string } },
): string {
	return `${deed} ${deed === "Watched" ? "until" : "at"} ${clockTime(time)}, **${verification.outcome}**: ${text(verification.text)}`;
}

/** The files that were kept before the first write, and what could not be kept. */
export function evidenceSection({ file }: ReportInput): string | null {
	const kept = file.runs.flatMap((run) => eventsOf(run, "evidence.kept"));
	const files = kept.flatMap((event) => event.files.map(code));
	const missing = kept.flatMap((event) => event.missing.map((name) => `could not be kept: ${code(name)}`));
	return section("## Evidence kept", bullets([...files, ...missing]));
}
