import { formatDuration } from "../core/duration.ts";
import { formatCount } from "../core/number.ts";
import { clockTime, elapsedMs } from "../core/time.ts";
import { bullets, section, table, text } from "./markdown.ts";
import { badRelease, lossText, postMortemDue, type ReportInput, standingText } from "./standing.ts";

/** A post-mortem that is filled in as far as the case shows, and asks for the rest (runbooks 000, 003; coverage row 43). */
export function postMortemSection(input: ReportInput): string | null {
	const due = postMortemDue(input);
	const heading = `## Post-mortem (draft${due === null ? "" : `, due ${due}`})`;
	return section(
		heading,
		table(
			["Question", "What is known"],
			[
				["What happened", text(input.file.incident.title)],
				["When it was detected", detectedText(input)],
				["How it was resolved", text(standingText(input))],
				["Impact", impactText(input)],
			],
		),
		section("### Root cause", bullets(questions(input).map(text))),
		section("### Action items", table(["Action", "Owner", "Due"], actions(input))),
	);
}

function detectedText({ review: { impact, deciding } }: ReportInput): string {
	const after = elapsedMs(impact.releasedAt, impact.detectedAt);
	const by = deciding?.alert == null ? "" : `, by ${text(deciding.alert.sender)}`;
	return `${clockTime(impact.detectedAt)}${after === null ? "" : `, ${formatDuration(after)} after the release`}${by}`;
}

function impactText(input: ReportInput): string {
	const { durationMs } = input.review.impact;
	return `${durationMs === null ? "lasted: not over" : formatDuration(durationMs)}; lost ${text(lossText(input, formatCount))}`;
}

function questions(input: ReportInput): readonly string[] {
	const release = badRelease(input) ?? input.review.deciding?.current?.label ?? "the release";
	return [
		`What in ${release} caused it, and what made that possible?`,
		`Why was it not caught earlier: in review, in tests, in staging, while it was deployed?`,
		`What told us, and could it have told us sooner?`,
		`What slowed the recovery down?`,
		`What went well and should stay?`,
	];
}

function actions(input: ReportInput): readonly (readonly string[])[] {
	const bad = badRelease(input);
	const owner = text(input.file.incident.owner ?? "");
	const due = postMortemDue(input) ?? "";
	return [
		...(bad === null ? [] : [[`Fix ${text(bad)} and release the fix under a new version`, "", ""]]),
		["Add the test that would have caught it", "", ""],
		["Set or tighten the alert that would have told sooner", "", ""],
		["Bring what was learned into the config, the runbook and the deployment checklist", "", ""],
		["Hold the post-mortem", owner, due],
	];
}
