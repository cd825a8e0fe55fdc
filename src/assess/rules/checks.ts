import { formatQuantity } from "../../core/number.ts";
import { type Rule, SILENT } from "../rule.ts";
import { becauseMeasured, becauseStated, silentOrUnknown } from "../saying.ts";
import { ofMeasure, withVerdict } from "../situation.ts";

/** Runbook 001: completely down, roll back now. Down means that every health check fails, and none is unknown. */
export const serviceDown: Rule = {
	name: "service-down",
	group: "act",
	judge(situation) {
		const health = ofMeasure(situation, "health");
		const failing = withVerdict(health, "bad");
		if (health.length === 0 || failing.length < health.length) return silentOrUnknown(health, "health check");
		const saying = becauseMeasured(failing, { action: "roll-back", severity: "P0", advice: "Roll back now: the service is down." });
		const all = failing.length === 1 ? "The only health check fails" : `All ${formatQuantity(failing.length, "health check")} fail`;
		return saying.outcome === "spoke" ? { ...saying, text: `${all}: ${saying.text}` } : saying;
	},
};

/** Runbook 003: critical functionality broken, roll back now; smoke tests are what the team calls critical. */
export const coreBroken: Rule = {
	name: "core-broken",
	group: "act",
	judge(situation) {
		const verdicts = { action: "roll-back", severity: "P1", advice: "Roll back now: a core function is broken." } as const;
		const smoke = ofMeasure(situation, "smoke");
		const failing = withVerdict(smoke, "bad");
		if (failing.length > 0) return becauseMeasured(failing, verdicts);
		if (situation.facts.has("core-broken"))
			return becauseStated(situation, "core-broken", "A core function is broken, a person says.", verdicts);
		return smoke.length === 0 ? SILENT : silentOrUnknown(smoke, "smoke test");
	},
};

/** Runbook 001: a single endpoint failing may not need a full rollback: a flag or one target may do. */
export const singleEndpoint: Rule = {
	name: "single-endpoint",
	group: "wait",
	judge(situation) {
		const health = ofMeasure(situation, "health");
		const failing = withVerdict(health, "bad");
		const flag = situation.facts.has("flagged-feature") ? "switching its flag off" : "a flag or one target (`--only`)";
		const advice = `Find out within the deadline what the failing part needs: ${flag} may do instead of a full rollback.`;
		const verdicts = { action: "investigate", severity: "P2", advice } as const;
		if (failing.length > 0 && failing.length < health.length) return becauseMeasured(failing, verdicts);
		if (!situation.facts.has("single-endpoint")) return SILENT;
		return becauseStated(situation, "single-endpoint", "Only one endpoint fails, a person says.", verdicts);
	},
};
