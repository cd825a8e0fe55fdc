import { describe, expect, it } from "vitest";
import { CHECKOUT, HOSTILE, sampleAssessment, sampleIncident } from "./values.ts";
import { inWorld, type OpenWorld } from "./world.ts";

const NOTE = { time: "2026-03-01T03:05:00.000Z", by: "ana@laptop", kind: "note", text: HOSTILE, reference: null } as const;
const OPENED = { ...NOTE, kind: "opened", text: "errors" } as const;

/** Incidents, their timelines and assessments. */
export function describeIncidents(open: OpenWorld): void {
	describe("incidents", () => {
		it("opens an incident with its first entry and gives both back", () =>
			inWorld(open, async ({ store }) => {
				const incident = sampleIncident("incident-1", { title: HOSTILE });
				await store.incidents.open(incident, OPENED);
				expect(await store.incidents.get("incident-1")).toEqual(incident);
				expect(await store.incidents.entries("incident-1")).toEqual([{ ...OPENED, incident: "incident-1", seq: 1 }]);
				expect(await store.incidents.get("incident-2")).toBeNull();
			}));

		it("leaves nothing of a second incident with the same id", () =>
			inWorld(open, async ({ store }) => {
				await store.incidents.open(sampleIncident("incident-1"), OPENED);
				await expect(store.incidents.open(sampleIncident("incident-1", { title: "twin" }), NOTE)).rejects.toMatchObject({
					code: "store.exists",
				});
				expect(await store.incidents.get("incident-1")).toEqual(sampleIncident("incident-1"));
				expect(await store.incidents.entries("incident-1")).toHaveLength(1);
			}));

		it("changes what is given and numbers the entries, also when many come at once", () =>
			inWorld(open, async ({ store }) => {
				await store.incidents.open(sampleIncident("incident-1"), OPENED);
				await store.incidents.update("incident-1", { status: "acknowledged", owner: "ben" }, { ...NOTE, kind: "acknowledged" });
				await Promise.all(Array.from({ length: 10 }, () => store.incidents.update("incident-1", {}, NOTE)));
				expect(await store.incidents.get("incident-1")).toEqual(sampleIncident("incident-1", { status: "acknowledged", owner: "ben" }));
				const entries = await store.incidents.entries("incident-1");
				expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
				expect(entries[2]).toEqual({ ...NOTE, incident: "incident-1", seq: 3 });
			}));

		it("names the incident that it does not hold", () =>
			inWorld(open, async ({ store }) => {
				const expected = { code: "store.no-incident", message: "The state database holds no incident incident-9." };
				await expect(store.incidents.update("incident-9", {}, NOTE)).rejects.toMatchObject(expected);
			}));

		it("lists incidents newest first, by place and status", () =>
			inWorld(open, async ({ store }) => {
				await store.incidents.open(sampleIncident("old", { openedAt: "2026-03-01T01:00:00.000Z" }), OPENED);
				await store.incidents.open(sampleIncident("new", { openedAt: "2026-03-01T02:00:00.000Z" }), OPENED);
				await store.incidents.open(sampleIncident("other", { service: "payments", openedAt: "2026-03-01T03:00:00.000Z" }), OPENED);
				await store.incidents.update("old", { status: "closed", closedAt: "2026-03-01T04:00:00.000Z" }, { ...NOTE, kind: "closed" });
				const ids = async (filter: Parameters<typeof store.incidents.list>[0]) =>
					(await store.incidents.list(filter)).map((found) => found.id);
				expect(await ids({ limit: 10 })).toEqual(["other", "new", "old"]);
				expect(await ids({ ...CHECKOUT, limit: 10 })).toEqual(["new", "old"]);
				expect(await ids({ status: "closed", limit: 10 })).toEqual(["old"]);
				expect(await ids({ limit: 1 })).toEqual(["other"]);
			}));

		it("keeps assessments with or without an incident, and can join one later", () =>
			inWorld(open, async ({ store }) => {
				const [first, second, third] = ["01", "02", "03"].map((minute) =>
					sampleAssessment(`assessment-${minute}`, `2026-03-01T03:${minute}:00.000Z`),
				);
				if (first === undefined || second === undefined || third === undefined) throw new Error("three were made");
				await store.incidents.saveAssessment("incident-1", second);
				await store.incidents.saveAssessment("incident-1", first);
				await store.incidents.saveAssessment(null, third);
				expect(await store.incidents.assessments("incident-1")).toEqual([first, second]);
				expect(await store.incidents.latestAssessment(CHECKOUT)).toEqual(third);
				await store.incidents.saveAssessment("incident-1", third);
				await store.incidents.saveAssessment(null, third);
				expect(await store.incidents.assessments("incident-1")).toEqual([first, second, third]);
				expect(await store.incidents.latestAssessment({ service: "payments", environment: "production" })).toBeNull();
			}));
	});
}
