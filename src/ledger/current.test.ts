import { describe, expect, it } from "vitest";
import type { Release, TargetRelease } from "../core/release.ts";
import { currentRelease } from "./current.ts";
import { findRelease } from "./find.ts";

const on = (id: string, digest: string | null = null): TargetRelease => ({
	id,
	label: null,
	commit: null,
	digest,
	deployedAt: null,
	unavailable: null,
});
const release = (label: string, targets: Record<string, TargetRelease>, change: Partial<Release> = {}): Release => ({
	service: "shop",
	environment: "production",
	id: label,
	label,
	commit: null,
	deployedAt: null,
	deployedBy: null,
	targets,
	schemaRevision: null,
	standing: "unknown",
	standingReason: null,
	isRecorded: true,
	...change,
});
const v2 = release("v2", { api: on("7"), worker: on("42") });
const v1 = release("v1", { api: on("6"), worker: on("41") }, { standing: "good" });

describe("the release that runs", () => {
	it("is the one that every target runs", () => {
		expect(currentRelease([v2, v1], { api: on("7"), worker: on("42") })).toEqual({ state: "one", release: v2, elsewhere: [], silent: [] });
	});
	it("is split when a target runs an older one although the newer one did reach it", () => {
		const state = currentRelease([v2, v1], { api: on("6"), worker: on("42") });
		expect(state.state).toBe("split");
		expect(state.state === "split" && state.running.map((one) => [one.target, one.release?.id])).toEqual([
			["api", "v1"],
			["worker", "v2"],
		]);
	});
	it("is the newer one when it never reached the other target, which is named", () => {
		const apiOnly = release("v2", { api: on("7") });
		const state = currentRelease([apiOnly, v1], { api: on("7"), worker: on("41") });
		expect(state).toMatchObject({ state: "one", release: { id: "v2" }, elsewhere: [{ target: "worker", release: { id: "v1" } }] });
	});
	it("names the targets that cannot say", () => {
		expect(currentRelease([v2, v1], { api: on("7"), worker: null })).toMatchObject({ state: "one", silent: ["worker"] });
		expect(currentRelease([v2, v1], { api: null, worker: null })).toEqual({ state: "unknown", silent: ["api", "worker"] });
	});
	it("is split when a target runs something nobody knows", () => {
		expect(currentRelease([v2, v1], { api: on("7"), worker: on("99") }).state).toBe("split");
	});
	it("is told by the digest where one tag holds different images", () => {
		const old = release("old", { api: on("latest", "sha256:aa") });
		const now = release("now", { api: on("latest", "sha256:bb") });
		expect(currentRelease([old, now], { api: on("latest", "sha256:bb") })).toMatchObject({ state: "one", release: { id: "now" } });
	});
});

describe("finding a release by what a person types", () => {
	const full = release("2026.11.21", { api: on("9", "sha256:cc") }, { commit: "abcdef1234" });
	const all = [full, v2, v1];
	const found = (text: string) => {
		const lookup = findRelease(all, text);
		return lookup.outcome === "found" ? lookup.release.id : lookup.outcome;
	};
	it("takes the id, the label, a target's own id or digest, and the beginning of the commit", () => {
		expect(["v2", "41", "sha256:cc", "ABCDEF1", "abcd"].map(found)).toEqual(["v2", "v1", "2026.11.21", "2026.11.21", "2026.11.21"]);
	});
	it("takes less than four letters for no commit", () => {
		expect(found("abc")).toBe("unknown");
	});
	it("says all it may mean when it means several", () => {
		const lookup = findRelease([release("a", {}, { commit: "abcdef1" }), release("b", {}, { commit: "abcdef2" })], "abcdef");
		expect(lookup.outcome === "ambiguous" && lookup.matches.map((match) => match.id)).toEqual(["a", "b"]);
	});
	it("names the nearest when it means nothing", () => {
		expect(findRelease(all, "2026.11.12")).toEqual({ outcome: "unknown", text: "2026.11.12", nearest: ["2026.11.21"] });
		expect(findRelease(all, "something-else")).toEqual({ outcome: "unknown", text: "something-else", nearest: [] });
	});
});
