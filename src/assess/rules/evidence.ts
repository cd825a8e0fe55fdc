import type { SignalMeasure } from "../../core/signal.ts";
import { CONFIDENCE } from "../judge/judge.ts";
import { uncapped } from "../judge/sentence.ts";
import { type Rule, SILENT } from "../rule.ts";
import { becauseMeasured, inOneSentence } from "../saying.ts";
import { blind, isNearExpiry, ofMeasure, type Situation, unmeasured } from "../situation.ts";
import { endsNow, renewalAdvice } from "./certificate.ts";
import { blindAdvice, byHandAdvice, isOff, isTooEarly, watchingAdvice } from "./judged.ts";

/** A service without any check or signal is unprotected: nothing can be said of it, so it is not well. */
export const unprotected: Rule = {
	name: "unprotected",
	group: "wait",
	judge(situation) {
		if (!isUnprotected(situation)) return SILENT;
		const ready = situation.judged.map(({ judgement }) => judgement.text).join("; ");
		const measured = ready === "" ? "" : ` Only readiness is measured, which says no more than that pods are up (${ready}).`;
		return {
			outcome: "spoke",
			action: "investigate",
			severity: "P3",
			confidence: CONFIDENCE.weak,
			text: `No health check, smoke test or signal is configured: nobody can say whether the service is well.${measured}`,
			evidence: { signals: situation.judged.length },
			advice: "Look for yourself within the deadline, and configure at least one health check and an error rate.",
		};
	},
};

/** Ready pods protect nobody from a release that starts and errs. */
function isUnprotected({ judged }: Situation): boolean {
	return judged.every(({ signal }) => signal.measure === "readiness");
}

/** What could not be measured is unknown, never normal; people look while it is. */
export const notEnoughEvidence: Rule = {
	name: "not-enough-evidence",
	group: "wait",
	judge(situation) {
		const missing = blind(situation.judged);
		if (missing.length === 0) return SILENT;
		const advice = unmeasured(missing).length === 0 ? byHandAdvice(situation) : blindAdvice(situation);
		const saying = becauseMeasured(missing, { action: "investigate", severity: "P3", advice });
		const texts = missing.map(({ judgement }) => judgement.text);
		return saying.outcome === "spoke" ? { ...saying, text: `Not enough evidence: ${inOneSentence(texts)}` } : saying;
	},
};

/** Everything that is configured was measured, and all of it is normal; a certificate that is still accepted is work for the day. */
export const allNormal: Rule = {
	name: "all-normal",
	group: "wait",
	judge(situation) {
		if (isUnprotected(situation)) return SILENT;
		const missing = blind(situation.judged);
		if (missing.length > 0) return { outcome: "unknown", missing: missing.map(({ judgement }) => judgement.text).join("; ") };
		if (situation.trouble !== "no") return SILENT;
		const near = situation.judged.filter(isNearExpiry);
		// The certificate that ends now is what there is to do, and its own rule has said so.
		if (near.some(endsNow)) return SILENT;
		const unwatched = unwatchedText(situation);
		const isEarly = isTooEarly(situation);
		const rest = isEarly ? watchingAdvice(situation) : "Nothing to do.";
		const advice = near.length === 0 ? rest : renewalAdvice(near);
		const saying = becauseMeasured(situation.judged, { action: "none", severity: "P3", advice });
		if (saying.outcome !== "spoke") return saying;
		const least = Math.min(...situation.judged.map(({ judgement }) => judgement.confidence));
		const isSeen = unwatched === "" && (!isOff(situation) || situation.current?.standing === "good");
		const most = isEarly ? CONFIDENCE.weak : isSeen ? CONFIDENCE.sure : CONFIDENCE.leaning;
		return {
			...saying,
			confidence: Math.min(least, most),
			text: `All normal${near.length === 0 ? "" : " but a certificate"}: ${saying.text}${unwatched}.${judgedText(situation)}`,
		};
	},
};

/** What the judge has found good is told with its numbers: the signals are of one window alone. */
function judgedText({ verdict }: Situation): string {
	return verdict?.verdict === "good" ? ` The judge: ${uncapped(verdict.text)}` : "";
}

/** Health checks alone miss a release that answers and errs: say what nobody looks at. */
function unwatchedText(situation: Situation): string {
	const wanted: readonly (readonly [string, SignalMeasure])[] = [
		["error rate", "error-rate"],
		["latency", "latency"],
	];
	const missing = wanted.filter(([, measure]) => ofMeasure(situation, measure).length === 0).map(([noun]) => noun);
	return missing.length === 0 ? "" : `; not measured: ${missing.join(" and ")}, so nobody can be surer`;
}
