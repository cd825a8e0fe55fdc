import { isUpAgain } from "../../core/stopped.ts";
import { CONFIDENCE } from "../judge/judge.ts";
import { type Rule, SILENT } from "../rule.ts";

/** Who is not served because we stopped the service is helped by no rollback. What a person states weighs more: a stop is often the first step of something else. */
export const standsStopped: Rule = {
	name: "stands-stopped",
	group: "veto",
	judge({ stopped, judged, stated }) {
		const signals = judged.map(({ signal }) => signal);
		const down = stopped.filter((one) => !isUpAgain(one, signals));
		if (down.length === 0 || stated.length > 0) return SILENT;
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
