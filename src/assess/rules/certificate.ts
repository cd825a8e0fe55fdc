import { certificateStanding, daysLeftText } from "../../core/certificate.ts";
import type { CertificateProblem } from "../../core/signal.ts";
import { type Rule, SILENT } from "../rule.ts";
import { becauseMeasured } from "../saying.ts";
import { isBlamedByPerson, isNearExpiry, type Judged, ofMeasure, type Situation, withVerdict } from "../situation.ts";

/** Runbook 004: a broken certificate is renewed, not rolled back. Requests that reach the service and fail there are not the certificate's doing. */
export const certificate: Rule = {
	name: "certificate",
	group: "veto",
	judge(situation) {
		const refused = situation.judged.filter(isRefused);
		if (refused.length === 0 || isBlamedByPerson(situation) || suffersInside(situation)) return SILENT;
		const isDown = withVerdict(ofMeasure(situation, "health", "smoke"), "bad").length > 0;
		const problems = refused.flatMap(({ signal }) => (signal.reading.kind === "certificate" ? (signal.reading.problem ?? "expired") : []));
		const advice = `${[...new Set(problems)].map((problem) => REPAIR[problem]).join(" ")} A rollback does not help.`;
		return becauseMeasured(refused, { action: "fix-forward", severity: isDown ? "P0" : "P1", advice, isElsewhere: true });
	},
};

/** Coverage row 31: named while there is time, whatever is decided about the release; where all else is well, `all-normal` names it. One that ends within its `minimumDays` is something to do now, before clients refuse it. */
export const certificateNearExpiry: Rule = {
	name: "certificate-near-expiry",
	group: "wait",
	judge(situation) {
		const near = situation.judged.filter(isNearExpiry);
		if (near.some(endsNow)) return becauseMeasured(near, { ...RENEW_NOW, advice: renewalAdvice(near) });
		if (near.length === 0 || situation.trouble === "no") return SILENT;
		const text = `${near.map(leftText).join("; ")}. ${renewalAdvice(near)}`;
		return { outcome: "noted", text, evidence: near.map(({ judgement }) => judgement.evidence), isDoubt: false };
	},
};

/** Nothing is degraded yet; when it ends, everything is. */
const RENEW_NOW = { action: "fix-forward", severity: "P2", isElsewhere: true } as const;

/** Whether a certificate that is still accepted ends within its `minimumDays`. */
export function endsNow({ signal: { reading } }: Judged): boolean {
	return reading.kind === "certificate" && certificateStanding(reading) === "renew-at-once";
}

function leftText({ signal: { name, reading } }: Judged): string {
	return `${name}: ${reading.kind === "certificate" && reading.daysLeft !== null ? daysLeftText(reading.daysLeft) : "near its end"}`;
}

/** What to do about certificates that are near their end. */
export function renewalAdvice(near: readonly Judged[]): string {
	return `Renew the certificate ${near.some(endsNow) ? "now" : "soon"}: ${VALIDATION}.`;
}

/** Runbook 004, of ACM. */
const VALIDATION = "its validation may take 30 minutes, and asks for the DNS record to be there";

const REPAIR: Readonly<Record<CertificateProblem, string>> = {
	expired: `Renew the certificate: ${VALIDATION}.`,
	"not-yet-valid": "Serve the certificate that was valid before, and look at the clocks of whoever made this one.",
	"self-signed": "Serve the certificate that clients trust: somebody put a self-signed one there.",
	"untrusted-chain": "Serve the whole chain: an intermediate certificate is missing, or clients do not trust the authority.",
	"wrong-host": "Serve the certificate of this host name: look at the listener, the ingress and what was changed there last.",
};

function isRefused({ signal, judgement }: Judged): boolean {
	return signal.reading.kind === "certificate" && judgement.verdict === "bad";
}

function suffersInside(situation: Situation): boolean {
	const isWorse = situation.verdict?.isWorse === true || situation.verdict?.verdict === "bad";
	return isWorse || withVerdict(ofMeasure(situation, "error-rate", "latency"), "bad", "suspicious").length > 0;
}
