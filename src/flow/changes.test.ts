import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { workTreeChanges } from "../adapters/git/changes.ts";
import { commitFiles, connectTo, createPlaces, type GitPlaces, pushAuthor } from "../adapters/git/test-world.ts";
import type { Target } from "../core/adapter.ts";
import type { Release } from "../core/release.ts";
import { createProcessRunner } from "../runtime/process.ts";
import { testClock } from "../testing/step-driver.ts";
import { changesBetween } from "./changes.ts";

let places: GitPlaces;
let v1 = "";
let v2 = "";
const processes = createProcessRunner({ clock: testClock });
const cloned = { clonedChanges: (from: string, to: string) => workTreeChanges(places.author, processes, from, to) };
const nobody = { targets: new Map<string, Target>() };

beforeAll(async () => {
	places = await createPlaces();
	v1 = await commitFiles(places, "first", { "a.ts": "1" });
	v2 = await commitFiles(places, "second", { "a.ts": "2" });
	await pushAuthor(places);
}, 60_000);
afterAll(async () => await rm(places.root, { recursive: true, force: true }));

describe("what a release changed", () => {
	test("is asked of a target that keeps commits, by the commits it knows itself", async () => {
		const target = await connectTo(places);
		await target.history(5);
		const known = (commit: string) => ({ id: commit, label: null, commit, digest: null, deployedAt: null, unavailable: null });
		const [before, now] = [release(null, { code: known(v1) }), release(null, { code: known(v2) })];
		const nowhere = { clonedChanges: async () => null };
		expect(await changesBetween(nowhere, { targets: new Map([["code", target]]) }, before, now)).toMatchObject({ from: v1, to: v2 });
	});
	test("is read from the config's own clone where no target keeps commits", async () => {
		expect(await changesBetween(cloned, nobody, release(v1), release(v2))).toMatchObject({ commitCount: 1, areas: { code: 1 } });
	});
	test("is not known without a release before it, without commits, and when the repository is broken", async () => {
		const broken = { clonedChanges: () => Promise.reject(new Error("the disk is gone")) };
		expect(await changesBetween(cloned, nobody, null, release(v2))).toBeNull();
		expect(await changesBetween(cloned, nobody, release(null), release(v2))).toBeNull();
		expect(await changesBetween(broken, nobody, release(v1), release(v2))).toBeNull();
	});
});

function release(commit: string | null, targets: Release["targets"] = {}): Release {
	return {
		service: "shop",
		environment: "production",
		id: commit ?? "some",
		label: commit ?? "some",
		commit,
		deployedAt: null,
		deployedBy: null,
		targets,
		schemaRevision: null,
		standing: "unknown",
		standingReason: null,
		isRecorded: true,
	};
}
