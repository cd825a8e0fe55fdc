import { expect, test } from "vitest";
import type { CaseFile } from "../core/report.ts";
import { at, decidingAssessment, rollbackPlan, rollbackRun, signalAt, verificationAt } from "../testing/case-file.ts";
import { healthyCase, healthyJournal } from "../testing/healthy-case.ts";
import { ratioReading } from "../testing/scripted-source.ts";
import { unhealthyCase } from "../testing/unhealthy-case.ts";
import { impactOf } from "./impact.ts";

test("the times run from the release through the alert to the first healthy verification", () => {
	expect(impactOf(healthyCase())).toMatchObject({
		releasedAt: at("03:10:30"),
		detectedAt: at("03:11:58"),
		rollbackAt: at("03:13:00"),
		recoveredAt: at("03:13:20"),
		durationMs: 170_000,
	});
});

test("the numbers stand before, during and after, and what was not measured then stays empty", () => {
	expect(impactOf(healthyCase()).numbers).toEqual([
		{
			name: "errors",
			measure: "error-rate",
			before: "0.2 % of 3,980 requests",
			during: "8 % of 412 requests",
			after: "0.2 % of 410 requests",
		},
		{ name: "latency", measure: "latency", before: "p95 80 ms", during: "p95 210 ms", after: "p95 84 ms" },
		{ name: "health", measure: "health", before: null, during: "passes", after: "passes" },
	]);
});

test("a service that is still unwell has not recovered", () => {
	expect(impactOf(unhealthyCase())).toMatchObject({ recoveredAt: null, durationMs: null });
});

test("a bake that turns bad takes the recovery back", () => {
	const events = healthyJournal().map((event) =>
		event.type === "bake.finished" ? { ...event, verification: verificationAt(event.time, false) } : event,
	);
	const file: CaseFile = { ...healthyCase(), runs: [{ run: rollbackRun({ status: "unhealthy" }), plan: rollbackPlan(), events }] };
	expect(impactOf(file).recoveredAt).toBeNull();
});

test("the rung of the ladder that helped is the recovery, not the rollback that did not", () => {
	const second = {
		run: rollbackRun({ id: "run-2", createdAt: at("03:20:00") }),
		plan: rollbackPlan({ kind: "redeploy" }),
		events: healthyJournal(),
	};
	const file: CaseFile = { ...unhealthyCase(), runs: [...unhealthyCase().runs, second] };
	expect(impactOf(file)).toMatchObject({ rollbackAt: at("03:13:00"), recoveredAt: at("03:13:20") });
});

function lossOf(...signals: readonly ReturnType<typeof signalAt>[]) {
	return impactOf({ ...healthyCase(), assessments: [decidingAssessment({ signals })], runs: [] }).requestsLost;
}

function errorsAt(clock: string, failed: number, total: number, name = "errors") {
	return signalAt(at(clock), { name, measure: "error-rate", reading: ratioReading(failed, total), seconds: 60 });
}

test("requests lost are counted from windows that do not overlap", () => {
	expect(lossOf(errorsAt("03:12:00", 30, 400), errorsAt("03:12:30", 40, 400), errorsAt("03:13:00", 20, 400))).toEqual({
		kind: "at-least",
		count: 50,
		of: 800,
	});
});

test("two signals that may see the same requests are not added up", () => {
	expect(lossOf(errorsAt("03:12:00", 30, 400, "app"), errorsAt("03:12:00", 33, 410, "proxy"))).toEqual({
		kind: "at-least",
		count: 33,
		of: 410,
	});
});

test("requests lost are exact only when the windows cover the whole time without a gap", () => {
	const verified = { ...verificationAt(at("03:12:30")), signals: [errorsAt("03:12:30", 5, 400)] };
	const events = [{ type: "verification.finished", verification: verified, run: "run-1", seq: 1, time: at("03:12:30") } as const];
	const assessments = [decidingAssessment({ signals: [errorsAt("03:11:30", 30, 400)] })];
	const file: CaseFile = { ...healthyCase(), assessments, runs: [{ run: rollbackRun(), plan: rollbackPlan(), events }] };
	expect(impactOf(file).requestsLost).toEqual({ kind: "exactly", count: 35, of: 800 });
});

test("without an error rate, or without counts, the loss is unknown and says why", () => {
	expect(lossOf()).toEqual({ kind: "unknown", why: "no error rate was measured" });
	const share = signalAt(at("03:12:00"), {
		name: "errors",
		measure: "error-rate",
		reading: { kind: "ratio", failed: null, total: null, ratio: 0.08, detail: "" },
	});
	expect(lossOf(share)).toEqual({ kind: "unknown", why: "only shares were measured, not counts" });
});

test("a later run that leaves the service unwell takes the recovery back", () => {
	const file: CaseFile = { ...healthyCase(), runs: [...healthyCase().runs, ...unhealthyCase().runs] };
	expect(impactOf(file).recoveredAt).toBeNull();
});
