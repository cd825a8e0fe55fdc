import { formatShare } from "../../core/number.ts";
import { type Rule, SILENT } from "../rule.ts";
import { becauseMeasured, silentOrUnknown } from "../saying.ts";
import { ofMeasure, type Situation, withVerdict } from "../situation.ts";

/** Runbook 003: more than 50 % slower than before, roll back now. One slow window that the statistical judge takes for chance is a spike, and is investigated first. */
export const slowerThanAct: Rule = {
	name: "slower-than-act",
	group: "act",
	judge(situation) {
		const latency = ofMeasure(situation, "latency");
		const bad = withVerdict(latency, "bad");
		if (bad.length === 0) return silentOrUnknown(latency, "latency");
		if (mayBeChance(situation)) return SILENT;
		const advice = `Roll back now: it is more than ${formatShare(situation.thresholds.slowerAct - 1)} slower than before.`;
		return becauseMeasured(bad, { action: "roll-back", severity: "P1", advice });
	},
};

/** Runbook 001: a latency spike is investigated for five minutes first. */
export const latencySpike: Rule = {
	name: "latency-spike",
	group: "wait",
	judge(situation) {
		const suspicious = withVerdict(ofMeasure(situation, "latency"), "suspicious", ...(mayBeChance(situation) ? (["bad"] as const) : []));
		if (suspicious.length === 0) return SILENT;
		const advice = "Look at load, the database and dependencies; if it is as slow at the deadline, roll back.";
		return becauseMeasured(suspicious, { action: "investigate", severity: "P2", advice });
	},
};

/** The judge has compared latencies over all the time there is, and is not sure that anything is worse. */
function mayBeChance({ verdict }: Situation): boolean {
	return verdict !== null && verdict.verdict !== "bad" && !verdict.isWorse && verdict.effects.some(({ measure }) => measure === "latency");
}
