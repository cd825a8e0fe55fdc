import { formatQuantity } from "../core/number.ts";
import type { SignalMeasure } from "../core/signal.ts";
import { clockTime } from "../core/time.ts";
import type { CaseFacts, StepEnd } from "./case-facts.ts";
import type { ChecklistRule, Filled } from "./checklist-rule.ts";
import { hasStopped } from "./facts.ts";
import { done, notNeeded, open, person } from "./filled.ts";

/** While rolling back: every layer, then proof (seeds 002, 003). */
export const DURING: readonly ChecklistRule[] = [
	{ id: "traffic-stopped", window: "during", text: "Traffic or writes stopped, if data is at risk", fill: traffic },
	{
		id: "code",
		window: "during",
		text: "Application code rolled back",
		fill: ({ code }) => stepsFilled(code, "nothing was rolled back of the application"),
	},
	{ id: "database", window: "during", text: "Database rolled back, if needed", fill: database },
	{ id: "caches", window: "during", text: "Caches cleared, if needed", fill: caches },
	{ id: "restarted", window: "during", text: "Services restarted", fill: restarted },
	{ id: "health-checks", window: "during", text: "Health checks pass", fill: (facts) => checksFilled(facts, "health", "health check") },
	{ id: "smoke-tests", window: "during", text: "Smoke tests pass", fill: (facts) => checksFilled(facts, "smoke", "smoke test") },
	{ id: "team-updated", window: "during", text: "Team updated", fill: updated },
];

function traffic({ deciding, file }: CaseFacts): Filled {
	const stop = file.runs.findLast(hasStopped);
	if (stop !== undefined) return done(`stopped by run ${stop.run.id} at ${clockTime(stop.run.createdAt)}`);
	const isAtRisk =
		deciding?.facts.includes("corruption") ||
		deciding?.facts.includes("inconsistent-state") ||
		deciding?.decision.action === "restore-data";
	if (isAtRisk) return person("data is at risk: stop writes before anything else");
	return deciding === null ? person() : notNeeded("nobody stated that data is at risk");
}

function stepsFilled(ends: readonly StepEnd[], none: string): Filled {
	if (ends.length === 0) return open(none);
	const stuck = ends.find((end) => end.landed === null);
	const landed = ends.filter((end) => end.landed !== null).length;
	const count = `${landed} of ${formatQuantity(ends.length, "step")} done`;
	if (stuck !== undefined) return open(`${count}; ${stuck.step.title}: ${stuck.failed?.detail ?? "not done"}`);
	return done(`${count} at ${lastTime(ends)}`);
}

function database({ run }: CaseFacts): Filled {
	const left = run?.plan.notChanged.find((line) => /database|schema|migration/i.test(line));
	return person(left === undefined ? "no database is configured" : `the plan left it alone: ${left}`);
}

function caches({ actions }: CaseFacts): Filled {
	return actions.length === 0 ? person("no cache is configured") : stepsFilled(actions, "");
}

function restarted({ code }: CaseFacts): Filled {
	const last = code.at(-1);
	if (last === undefined || code.some((end) => end.landed === null)) return open("the application's steps are not done");
	return done(`${last.landed?.detail || last.step.title} at ${lastTime(code)}`);
}

/** The checks of the newest look: "3 of 3 health checks pass at 03:14:07". */
function checksFilled({ latest }: CaseFacts, measure: SignalMeasure, noun: string): Filled {
	if (latest === null) return open("nothing was verified");
	const checks = latest.signals.filter((signal) => signal.measure === measure);
	if (checks.length === 0) return person(`no ${noun} is configured`);
	const failing = checks.filter((check) => check.state !== "normal");
	const text = `${checks.length - failing.length} of ${formatQuantity(checks.length, noun)} ${checks.length === 1 ? "passes" : "pass"} at ${clockTime(latest.at)}`;
	return failing.length === 0 ? done(text) : open(`${text}; ${failing.map((check) => `${check.name}: ${check.text}`).join("; ")}`);
}

function updated({ sent, ends }: CaseFacts): Filled {
	const begun = ends.find((end) => end.landed !== null)?.landed?.time;
	const later = sent.findLast(({ time }) => begun !== undefined && Date.parse(time) >= Date.parse(begun));
	return later === undefined ? person("no message went out after the first step") : done(`${later.channel} at ${clockTime(later.time)}`);
}

function lastTime(ends: readonly StepEnd[]): string {
	return clockTime(
		ends
			.map((end) => end.landed?.time ?? "")
			.toSorted()
			.at(-1) ?? "",
	);
}
