import { expect, it } from "vitest";
import { caseOf, series, stretch } from "./cases.fixture.ts";
import { withoutIncidents } from "./incidents.ts";
import { judgeRelease } from "./judge-release.ts";

const WELL = { requests: 300, errors: 1 };
const INCIDENT = { requests: 300, errors: 90 };

it("leaves a short incident out of the baseline, with the stretches it lies in", () => {
	const quiet = withoutIncidents([...stretch(-180, -90, WELL), ...stretch(-90, -88, INCIDENT), ...stretch(-88, 0, WELL)]);
	expect(quiet.every(({ errors }) => errors === 1)).toBe(true);
	expect(quiet.length).toBeGreaterThan(160);
});

it("leaves everything in when nothing stands out, when it stands out for long, and when it lasts until the end", () => {
	const well = stretch(-180, 0, WELL);
	expect(withoutIncidents(well)).toBe(well);
	const long = [...stretch(-180, -60, WELL), ...stretch(-60, -10, INCIDENT), ...stretch(-10, 0, WELL)];
	expect(withoutIncidents(long)).toBe(long);
	const lasting = [...stretch(-180, -15, WELL), ...stretch(-15, 0, INCIDENT)];
	expect(withoutIncidents(lasting)).toBe(lasting);
});

it("so that an hour after an incident the judge still sees, and dates, a bad release", () => {
	const before = [...stretch(-180, -90, WELL), ...stretch(-90, -88, INCIDENT), ...stretch(-88, 0, WELL)];
	const judged = judgeRelease(caseOf({ name: "checkout", samples: [...before, ...stretch(0, 2, { requests: 300, errors: 24 })] }, {}, 2));
	expect(judged).toMatchObject({ verdict: "bad", onset: { at: "2026-11-21T03:00:00.000Z" } });
	const mild = judgeRelease(caseOf({ name: "checkout", samples: [...before, ...stretch(0, 20, { requests: 300, errors: 9 })] }, {}, 20));
	expect(mild).toMatchObject({ verdict: "bad" });
});

it("never says as before of a change that is large and not by chance", () => {
	const judged = judgeRelease(caseOf(series("checkout", { requests: 30, errors: 0 }, { requests: 30, errors: 1 }, 3), {}, 3));
	expect(judged.verdict).not.toBe("good");
});
