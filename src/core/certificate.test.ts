import { expect, test } from "vitest";
import { RUNBOOK_THRESHOLDS } from "../testing/thresholds.ts";
import { certificateStanding, daysLeftText } from "./certificate.ts";
import { judgeReading, type Moment } from "./judgement.ts";
import type { CertificateProblem, Reading } from "./signal.ts";

function certificate(daysLeft: number | null, problem: CertificateProblem | null = null) {
	return { kind: "certificate", daysLeft, problem, detail: "as seen" } as const satisfies Reading;
}

function judged(reading: Reading, moment: Moment = "live") {
	return judgeReading("certificate", reading, null, RUNBOOK_THRESHOLDS, moment);
}

test("a certificate is fine above two weeks, and to be renewed soon or at once below", () => {
	expect([15, 14, 4, 3, 0, -1].map((days) => certificateStanding(certificate(days)))).toEqual([
		"fine",
		"renew-soon",
		"renew-soon",
		"renew-at-once",
		"renew-at-once",
		"refused",
	]);
});

test("limits of its own take the place of the usual ones", () => {
	const limits = { warnDays: 30, minimumDays: 7 };
	expect([31, 30, 7].map((days) => certificateStanding({ ...certificate(days), limits }))).toEqual(["fine", "renew-soon", "renew-at-once"]);
});

test("one that clients refuse is refused, however long it lasts, and one that was not seen is unknown", () => {
	expect(certificateStanding(certificate(300, "wrong-host"))).toBe("refused");
	expect(certificateStanding(certificate(null, "untrusted-chain"))).toBe("refused");
	expect([null, Number.NaN].map((days) => certificateStanding(certificate(days)))).toEqual(["unknown", "unknown"]);
});

test("its judgement is told with the days", () => {
	expect(judged(certificate(62))).toEqual({ state: "normal", text: "the certificate is accepted: 62 days left" });
	expect(judged(certificate(9))).toEqual({ state: "abnormal", text: "the certificate must be renewed soon: 9 days left" });
	expect(judged(certificate(0))).toEqual({ state: "abnormal", text: "the certificate must be renewed at once: less than a day left" });
	expect(judged(certificate(-1, "expired"))).toEqual({ state: "abnormal", text: "clients refuse the certificate: as seen" });
	expect(judged(certificate(null))).toEqual({ state: "unknown", text: "the certificate is not known: as seen" });
});

test("after a rollback one that still holds is told and says nothing against the rollback; a refused one does", () => {
	expect(judged(certificate(2), "after")).toEqual({ state: "normal", text: "the certificate must be renewed at once: 2 days left" });
	expect(judged(certificate(-1, "expired"), "after").state).toBe("abnormal");
});

test("days are told in words", () => {
	expect([2, 1, 0, -1, -30].map(daysLeftText)).toEqual([
		"2 days left",
		"1 day left",
		"less than a day left",
		"ended 1 day ago",
		"ended 30 days ago",
	]);
});
