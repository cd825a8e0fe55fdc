import type { Severity } from "../../core/assessment.ts";
import { errorShare } from "../../core/measurement.ts";
import { formatShare } from "../../core/number.ts";
import { type Rule, SILENT } from "../rule.ts";
import { becauseMeasured, silentOrUnknown } from "../saying.ts";
import { DOWN } from "../severity.ts";
import { type Judged, ofMeasure, withVerdict } from "../situation.ts";

/** Runbooks 001 and 003: more than 5 % of requests fail, roll back now. */
export const errorRateAboveAct: Rule = {
	name: "error-rate-above-act",
	group: "act",
	judge(situation) {
		const errors = ofMeasure(situation, "error-rate");
		const bad = withVerdict(errors, "bad");
		if (bad.length === 0) return silentOrUnknown(errors, "error rate");
		const advice = `Roll back now: more than ${formatShare(situation.thresholds.errorsAct)} of requests fail.`;
		return becauseMeasured(bad, { action: "roll-back", severity: severityOf(bad), advice });
	},
};

function severityOf(bad: readonly Judged[]): Severity {
	return bad.some(({ signal }) => (errorShare(signal.reading)?.ratio ?? 0) >= DOWN) ? "P0" : "P1";
}

/** Runbook 001: between 1 % and 5 % of requests fail, investigate for five minutes and then decide. */
export const errorRateInvestigate: Rule = {
	name: "error-rate-investigate",
	group: "wait",
	judge(situation) {
		const suspicious = withVerdict(ofMeasure(situation, "error-rate"), "suspicious");
		if (suspicious.length === 0) return SILENT;
		const advice = "Read the logs of the failing requests; if the errors have not gone by the deadline, roll back.";
		return becauseMeasured(suspicious, { action: "investigate", severity: "P2", advice });
	},
};

/** A log pattern that comes up more than before is a reason to look, and alone none to act: a line is no failed request. */
export const logPatternRises: Rule = {
	name: "log-pattern-rises",
	group: "wait",
	judge(situation) {
		const rising = withVerdict(ofMeasure(situation, "log-pattern"), "suspicious", "bad");
		if (rising.length === 0) return SILENT;
		return becauseMeasured(rising, {
			action: "investigate",
			severity: "P3",
			advice: "Read the matching log lines and see whether users notice.",
		});
	},
};
