import { isUpAgain } from "../../core/stopped.ts";
import { CONFIDENCE } from "../judge/judge.ts";
import { type Rule, SILENT } from "../rule.ts";
import { ofMeasure, withVerdict } from "../situation.ts";

/** Who is not served because we stopped the service is helped by no rollback. What a person states weighs more: a stop is often the first step of something else. */
export const standsStopped: Rule = {
	name: "stands-stopped",
	group: "veto",
	judge(situation) {
		const signals = situation.judged.map(({ signal }) => signal);
		const health = ofMeasure(situation, "health");
		const isDown = health.length > 0 && withVerdict(health, "bad").length === health.length;
		// Where no platform tells, somebody may long have brought it back: then only a service that does not answer at all is taken for stopped.
		const down = situation.stopped.filter((one) => !(isUpAgain(one, signals) ?? !isDown));
		if (down.length === 0 || situation.stated.length > 0) return SILENT;
		return {
			outcome: "spoke",
			action: "investigate",
			severity: "P1",
			confidence: CONFIDENCE.sure,
			text: `${down.map(({ target, run, by }) => `${target} was stopped by run ${run} of ${by}`).join("; ")}, and nothing has brought it back: its users are not served, whatever release it is.`,
			evidence: down.map(({ target, run, at }) => ({ target, run, at })),
			advice: `When the reason for the stop is gone, bring it back: ${down.map(({ wayBack }) => wayBack).join("; ")}.`,
			isElsewhere: true,
		};
	},
};
