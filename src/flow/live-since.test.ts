import { expect, test } from "vitest";
import type { Release, TargetRelease } from "../core/release.ts";
import { type Journal, NO_JOURNAL } from "./journal.ts";
import { liveSinceMs, returnedBy } from "./live-since.ts";

const at = (clock: string) => `2026-11-21T${clock}:00.000Z`;
const ms = (clock: string) => Date.parse(at(clock));

const onTarget = (id: string, deployedAt: string | null): TargetRelease => ({
	id,
	label: id,
	commit: null,
	digest: null,
	deployedAt,
	unavailable: null,
});
const V2: Release = {
	service: "shop",
	environment: "production",
	id: "v2",
	label: "v2",
	commit: null,
	deployedAt: at("01:00"),
	deployedBy: null,
	targets: { api: onTarget("v2", at("01:00")) },
	schemaRevision: null,
	standing: "unknown",
	standingReason: null,
	isRecorded: true,
};
const CURRENTS = { api: onTarget("v2", null) };

/** A run that put the release there at 03:00 and was over at 03:30. */
function arrived(to: string, change: Partial<Journal> = {}): Journal {
	return { ...NO_JOURNAL, arrival: { run: "run-1", to, landedMs: ms("03:00"), endedMs: ms("03:30") }, ...change };
}

function since(journal: Journal, currents: Parameters<typeof liveSinceMs>[1] = CURRENTS, isAlone = true): number | null {
	return liveSinceMs(V2, currents, journal, isAlone);
}

test("what a rollback brought back is live since its last step landed, not since it was first deployed", () => {
	expect(since(arrived("v2"))).toBe(ms("03:00"));
	expect(returnedBy(V2, CURRENTS, arrived("v2"))).toBe("run-1");
});

test("a later deploy that the ledger or a target tells of counts more than the run", () => {
	const later = { api: onTarget("v2", at("04:00")) };
	expect(since(arrived("v2"), later)).toBe(ms("04:00"));
	expect(returnedBy(V2, later, arrived("v2"))).toBeNull();
	// CI that ships what the rollback pushed records it while the run still watches.
	expect(returnedBy({ ...V2, deployedAt: at("03:10") }, CURRENTS, arrived("v2"))).toBe("run-1");
});

test("what runs although a run put another there was deployed by somebody after it, and after the last look that saw another", () => {
	expect(since(arrived("v1"))).toBe(ms("03:00"));
	const looked = { at: at("03:20"), current: { id: "v1", label: "v1" }, deployedAt: at("03:00") };
	expect(since(arrived("v1", { looked }))).toBe(ms("03:20"));
	const again = { at: at("03:40"), current: { id: "v2", label: "v2" }, deployedAt: at("03:20") };
	expect(since(arrived("v1", { looked: again }))).toBe(ms("03:20"));
	expect(returnedBy(V2, CURRENTS, arrived("v1"))).toBeNull();
});

test("half-way through a deploy, what the run did not bring may have run all the time", () => {
	expect(since(arrived("v1"), CURRENTS, false)).toBe(ms("01:00"));
});

test("without a journal what is told counts, of the targets that run it alone; nothing told is not known", () => {
	const currents = { api: onTarget("v2", at("02:00")), worker: onTarget("v9", at("05:00")) };
	expect(since(NO_JOURNAL, currents)).toBe(ms("02:00"));
	expect(liveSinceMs({ ...V2, deployedAt: null }, CURRENTS, NO_JOURNAL, true)).toBeNull();
});
