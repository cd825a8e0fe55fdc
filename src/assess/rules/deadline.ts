import { clockTime } from "../../core/time.ts";
import { CONFIDENCE } from "../judge/judge.ts";
import { type Rule, SILENT } from "../rule.ts";
import { inOneSentence } from "../saying.ts";
import { blind, currentLabel, isPastDeadline, type Judged, ofMeasure, type Situation, unmeasured, withVerdict } from "../situation.ts";
import { blindAdvice, byHandAdvice } from "./judged.ts";
import { notReadyAtAll } from "./readiness.ts";

/** Row 26: investigate five minutes, then decide. What is still wrong then, and not somebody else's doing (the vetoes have spoken by now), is rolled back. */
export const deadlinePassed: Rule = {
	name: "deadline-passed",
	group: "act",
	judge(situation) {
		if (!isPastDeadline(situation) || situation.current === null || situation.facts.has("workaround")) return SILENT;
		const wrong = stillWrong(situation);
		if (wrong.length === 0 || isExonerated(situation) || isBadEnough(situation)) return SILENT;
		return {
			outcome: "spoke",
			action: "roll-back",
			severity: "P2",
			confidence: CONFIDENCE.leaning,
			text: `The time to investigate ended at ${deadlineTime(situation)} UTC, and it is still wrong: ${wrong.join("; ")}`,
			evidence: { deadline: new Date(situation.deadlineMs).toISOString(), wrong },
			advice: `Roll back ${currentLabel(situation)}: it has not gone by itself, and nobody has found another cause.`,
		};
	},
};

/** What is rolled back at once needs no deadline: the other rules to act say so. One failing health check of several is not that. */
function isBadEnough(situation: Situation): boolean {
	const health = ofMeasure(situation, "health");
	const isDown = health.length > 0 && withVerdict(health, "bad").length === health.length;
	return (
		isDown ||
		notReadyAtAll(situation).length > 0 ||
		situation.verdict?.verdict === "bad" ||
		withVerdict(ofMeasure(situation, "error-rate", "latency", "smoke"), "bad").length > 0
	);
}

/** A line in a log is no failed request, and a certificate is not rolled back: neither is waited for. */
const ACTED_ON: readonly Judged["signal"]["measure"][] = ["health", "smoke", "readiness", "error-rate", "latency"];

function stillWrong({ judged, verdict, stated }: Situation): readonly string[] {
	const measured = withVerdict(judged, "bad", "suspicious").filter(
		({ signal }) => ACTED_ON.includes(signal.measure) && signal.reading.kind !== "certificate",
	);
	const said = stated.filter((fact) => fact === "intermittent" || fact === "single-endpoint").map((fact) => `${fact}, a person says`);
	return [...(verdict?.isWorse === true ? [verdict.text] : []), ...measured.map(({ judgement }) => judgement.text), ...said];
}

/** More requests, or chance that the judge has ruled out, are not undone by a rollback; what nobody knows the cause of is left to people, unless a check of the service itself fails. */
function isExonerated({ verdict, judged }: Situation): boolean {
	if (verdict === null) return false;
	const [main] = verdict.blame;
	const isMain = main !== undefined && main.suspect !== "release" && main.share > 0.5;
	const isUnknown = isMain && main.suspect === "unknown" && main.seenIn === undefined;
	if (isMain && !(isUnknown && hasFailingCheck(judged))) return true;
	return verdict.verdict === "good" && !verdict.isWorse;
}

/** A health check or smoke test that fails shows that the silence, or the errors, are the service's own. */
function hasFailingCheck(judged: readonly Judged[]): boolean {
	return withVerdict(judged, "bad").some(({ signal }) => signal.reading.kind === "check");
}

/** Five minutes of blindness are no reason to roll back, and none to go on waiting: people decide. */
export const stillBlind: Rule = {
	name: "still-blind",
	group: "wait",
	judge(situation) {
		if (!isPastDeadline(situation)) return SILENT;
		const missing = blind(situation.judged).map(({ judgement }) => judgement.text);
		const isBroken = situation.verdict?.verdict === "telemetry-broken";
		if (isBroken) missing.push(situation.verdict?.text ?? "");
		if (missing.length === 0) return SILENT;
		const isLittle = !isBroken && unmeasured(situation.judged).length === 0;
		return {
			outcome: "spoke",
			action: "investigate",
			// Where all was measured and is only little, nothing was seen that is degraded.
			severity: isLittle ? "P3" : "P2",
			confidence: CONFIDENCE.weak,
			text: `Still ${isLittle ? "too little to judge by" : "blind"} after the time to investigate ended at ${deadlineTime(situation)} UTC: ${inOneSentence(missing)}`,
			evidence: { deadline: new Date(situation.deadlineMs).toISOString(), missing },
			advice: isLittle ? byHandAdvice(situation) : blindAdvice(situation),
		};
	},
};

function deadlineTime({ deadlineMs }: Situation): string {
	return clockTime(new Date(deadlineMs).toISOString());
}
