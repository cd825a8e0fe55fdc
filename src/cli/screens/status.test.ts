import { describe, expect, test } from "vitest";
import type { PlaceStatus } from "../../app/index.ts";
import { createPaint } from "../paint.ts";
import { statusLines } from "./status.ts";

const NOW = Date.parse("2026-11-21T03:30:00.000Z");
const LOOK = { paint: createPaint({ NO_COLOR: "1" }, {}), width: 400, now: NOW };
const SINCE = "2026-11-21T03:14:00.000Z";

const PLACE: PlaceStatus = {
	place: { service: "shop", environment: "production" },
	current: { state: "unknown", silent: [] },
	silent: {},
	lastGood: null,
	health: { outcome: "healthy", at: SINCE, signals: [], text: "" },
	isProtected: true,
	hold: null,
	lock: { run: "run-1", requestedBy: "ana", since: SINCE, isLeft: false },
	resting: [],
	openIncidents: [],
	liveSince: null,
	settledIncidents: [],
	stops: [],
	guard: null,
};

const screen = (change: Partial<PlaceStatus>) =>
	statusLines({ automation: { isOn: true, by: null, reason: null, at: null }, places: [{ ...PLACE, ...change }], warnings: [] }, LOOK).join(
		"\n",
	);

describe("status", () => {
	test("tells of a run that is under way", () => {
		expect(screen({})).toContain("run run-1 of ana is under way for 16 min: backout watch run-1");
	});

	test("tells of a run whose process died that a person must go on with it or end it", () => {
		const lock = { run: "run-1", requestedBy: "ana", since: SINCE, isLeft: true };
		expect(screen({ lock })).toContain(
			"run run-1 of ana began 16 min ago, and nobody carries it on: backout resume run-1, or end it with: backout cancel run-1",
		);
	});

	test("tells of a stopped target in the table where its platform says so, until that says that it is up again", () => {
		const stops = [{ target: "api", run: "run-0", by: "ana", at: SINCE, wayBack: "backout run shop --recipe resume-writes" }];
		expect(screen({ stops })).toMatch(/shop +production.* healthy .*\n(.*\n)*.*api is stopped by run run-0 of ana for 16 min/);
		const window = { from: SINCE, to: SINCE };
		const ready = (state: "normal" | "unknown", detail: string) => {
			const passed = state === "normal" ? true : null;
			const reading = { kind: "check", passed, latencyMs: null, detail } as const;
			const source = { name: "api is ready", source: "kubernetes", measure: "readiness", window, baseline: null } as const;
			return { ...PLACE.health, signals: [{ ...source, reading, state, text: detail } as const] };
		};
		expect(screen({ stops, health: ready("unknown", "it is meant to have no pods") })).toMatch(/shop +production.* stopped /);
		const shown = screen({ stops, health: ready("normal", "3 of 3 pods are available") });
		expect(shown).toMatch(/shop +production.* healthy /);
		expect(shown).toContain(
			"api was stopped by run run-0 of ana 16 min ago, and somebody else brought it back; this ends the stop: backout run",
		);
	});

	test("says of a parked run who parked it, where, and how to go on or end it, and not that it is under way", () => {
		const shown = screen({ resting: [{ run: "run-1", status: "parked", by: "bea", at: "before 2-cache", since: SINCE }] });
		expect(shown).toContain(
			"run run-1 was parked by bea 16 min ago before 2-cache; go on with: backout resume run-1, or end it with: backout cancel run-1",
		);
		expect(shown).not.toContain("under way");
	});

	test("proposes to close an incident whose run went well, and no other", () => {
		const incident = { id: "inc-1", severity: "P1", status: "open", openedAt: SINCE, title: "errors since v3", closedAt: null } as const;
		const openIncidents = [{ ...incident, ...PLACE.place, owner: null, parentRun: null, wasNothingWrong: false }];
		expect(screen({ openIncidents })).toContain("P1 open 16 min: errors since v3 inc-1");
		expect(screen({ openIncidents, settledIncidents: ["inc-1"] })).toContain(
			"P1 open 16 min: errors since v3; its run went well, close it: backout incident close inc-1",
		);
	});

	test("an incident in which nothing was found wrong has no severity", () => {
		const incident = { id: "inc-1", severity: "P3", status: "open", openedAt: SINCE, title: "a customer called", closedAt: null } as const;
		const openIncidents = [{ ...incident, ...PLACE.place, owner: null, parentRun: null, wasNothingWrong: true }];
		expect(screen({ openIncidents })).toContain("nothing wrong, open 16 min: a customer called inc-1");
		expect(screen({ openIncidents })).not.toContain("P3");
	});

	test("says of a run that waits what it waits for, also beside another one that is under way", () => {
		const shown = screen({ resting: [{ run: "run-0", status: "waiting", by: "ana", at: "1-db", since: SINCE }] });
		expect(shown).toContain("run run-0 of ana waits for approval of 1-db for 16 min; somebody else says: backout approve run-0");
		expect(shown).toContain("run run-1 of ana is under way");
	});
});
