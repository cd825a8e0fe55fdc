import { formatDuration } from "../core/duration.ts";
import { formatQuantity } from "../core/number.ts";
import { eventsOf } from "../core/run-events.ts";
import { clockTime, elapsedMs, utcDay } from "../core/time.ts";
import type { CaseFacts } from "./case-facts.ts";
import type { ChecklistRule, Filled } from "./checklist-rule.ts";
import { done, notNeeded, open, person } from "./filled.ts";

const DAY_MS = 86_400_000;

/** After rolling back: within 5 minutes, 1 hour, 24 hours, and later (seeds 000, 001, 003). */
export const AFTER: readonly ChecklistRule[] = [
	{ id: "service-verified", window: "5-minutes", text: "Service verified healthy", fill: verified },
	{ id: "errors-dropping", window: "5-minutes", text: "Error rate back below the limit", fill: errors },
	{ id: "metrics-stable", window: "5-minutes", text: "Metrics stay normal while watched", fill: stable },
	{ id: "completion-told", window: "5-minutes", text: "Team told how it ended", fill: completion },
	{ id: "incident-recorded", window: "1-hour", text: "Incident recorded and owned", fill: recorded },
	{ id: "stakeholders-told", window: "1-hour", text: "Stakeholders and customers told", fill: () => person() },
	{ id: "logs-kept", window: "1-hour", text: "Logs kept for the investigation", fill: logs },
	{ id: "deployment-record", window: "1-hour", text: "Deployment record updated", fill: record },
	{ id: "root-cause", window: "24-hours", text: "Root cause found", fill: () => person() },
	{ id: "fix-tested", window: "24-hours", text: "Fix written and tested in staging", fill: () => person() },
	{ id: "re-deployment", window: "24-hours", text: "Re-deployment of the fixed release planned", fill: () => person() },
	{ id: "post-mortem", window: "24-hours", text: "Post-mortem held", fill: postMortem },
	{ id: "regression-test", window: "long-term", text: "Test added that would have caught it", fill: () => person() },
	{ id: "monitoring", window: "long-term", text: "Monitoring improved, if it was slow to notice", fill: monitoring },
	{ id: "prevention", window: "long-term", text: "Preventive measures decided", fill: () => person() },
	{ id: "runbook", window: "long-term", text: "Runbook, config and deployment checklist updated", fill: () => person() },
	{ id: "closed", window: "long-term", text: "Incident closed", fill: closed },
];

function verified({ verification, bake }: CaseFacts): Filled {
	if (verification === null) return open("nothing was verified");
	if (bake !== null && bake.outcome !== "healthy") return open(`${bake.outcome} at ${clockTime(bake.at)}: ${bake.text}`);
	const text = `${verification.outcome} at ${clockTime(verification.at)}: ${verification.text}`;
	return verification.outcome === "healthy" ? done(text) : open(text);
}

function errors({ latest, impact }: CaseFacts): Filled {
	const rates = latest?.signals.filter((signal) => signal.measure === "error-rate") ?? [];
	if (rates.length === 0) return person("no error rate is measured");
	const changes = impact.numbers.filter((number) => number.measure === "error-rate");
	const text = changes
		.map(({ name, during, after }) => `${name} ${after ?? "unknown"}${during === null ? "" : ` (was ${during})`}`)
		.join(", ");
	return rates.every((signal) => signal.state === "normal") ? done(text) : open(text);
}

function stable({ bake, run }: CaseFacts): Filled {
	const until = eventsOf(run, "bake.started").at(-1)?.until;
	if (bake !== null) return bake.outcome === "healthy" ? done(bake.text) : open(`${bake.outcome}: ${bake.text}`);
	return until === undefined ? person("the service was not watched") : open(`watched until ${clockTime(until)}`);
}

function completion({ sent, run }: CaseFacts): Filled {
	const verifiedAt = eventsOf(run, "verification.finished").at(-1)?.time;
	const last = sent.findLast(({ time }) => verifiedAt !== undefined && Date.parse(time) >= Date.parse(verifiedAt));
	return last === undefined ? person("no message went out after the verification") : done(`${last.channel} at ${clockTime(last.time)}`);
}

function recorded({ file: { incident } }: CaseFacts): Filled {
	return incident.owner === null ? open(`${incident.id} has no owner`) : done(`${incident.id}, owned by ${incident.owner}`);
}

function logs({ file }: CaseFacts): Filled {
	const kept = file.runs.flatMap((run) => eventsOf(run, "evidence.kept"));
	const files = kept.flatMap((event) => event.files);
	const missing = kept.flatMap((event) => event.missing);
	if (missing.length > 0) return open(`kept ${files.length}, could not keep ${missing.join(", ")}`);
	return files.length === 0 ? open("no evidence was kept") : done(`${formatQuantity(files.length, "file")} kept before the first write`);
}

function record({ run }: CaseFacts): Filled {
	const end = eventsOf(run, "run.finished").at(-1);
	return run === null || end === undefined
		? open("no run has finished")
		: done(`run ${run.run.id}: ${run.run.status} at ${clockTime(end.time)}`);
}

/** Post-mortems are for P0 and P1, due the next day (runbooks 000, 003; coverage row 43). */
function postMortem({ file: { incident } }: CaseFacts): Filled {
	if (incident.severity !== "P0" && incident.severity !== "P1") return notNeeded(`${incident.severity}: asked for by P0 and P1`);
	return person(`due ${utcDay(new Date(Date.parse(incident.openedAt) + DAY_MS).toISOString())}`);
}

function monitoring({ impact }: CaseFacts): Filled {
	const ms = elapsedMs(impact.releasedAt, impact.detectedAt);
	return person(ms === null ? null : `noticed ${formatDuration(ms)} after the release`);
}

function closed({ file: { incident } }: CaseFacts): Filled {
	return incident.closedAt === null ? open(`${incident.id} is ${incident.status}`) : done(`at ${clockTime(incident.closedAt)}`);
}
