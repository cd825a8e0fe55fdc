import { describe, expect, it } from "vitest";
import type { Proposal } from "../../../core/adapter.ts";
import type { JsonObject } from "../../../core/json.ts";
import { releaseOf, versionsOf } from "./history.ts";
import { helmRollback } from "./payload.ts";
import { claim, stored } from "./secrets.fixture.ts";
import { stateOfRollback } from "./state.ts";
import { proposeRollback } from "./steps.ts";
import { revisionOf, type StoredRevision } from "./stored.ts";

const CLUSTER = { context: "prod", server: "https://10.0.0.1:6443", namespace: "shop", kubeconfig: "/etc/kubeconfig" };
const NOW = Date.parse("2026-11-28T00:00:00Z");

function revisions(...newestFirst: readonly JsonObject[]): readonly StoredRevision[] {
	return newestFirst.map(revisionOf);
}

function proposal(all: readonly StoredRevision[], tag: string, force = false): Proposal {
	const to = versionsOf(all)
		.map((version) => releaseOf(version, "checkout"))
		.find(({ label }) => label === tag);
	if (to === undefined) throw new Error(`no version ${tag}`);
	return proposeRollback({ kind: "return", to, force }, all, "checkout", CLUSTER, NOW);
}

describe("the history of a Helm release", () => {
	it("names a version by the image of its main container, with its number and the moment in UTC", () => {
		const [version] = versionsOf(revisions(stored(1, "v1.2-3f9c2d1", { status: "deployed" })));
		if (version === undefined) throw new Error("no version");
		expect(releaseOf(version, "checkout")).toMatchObject({
			label: "v1.2-3f9c2d1",
			commit: "3f9c2d1",
			revision: "1",
			deployedAt: "2026-11-21T06:00:00.500Z",
			unavailable: null,
		});
	});

	it("is the same version when a rollback deployed it again", () => {
		const all = revisions(stored(3, "v1", { status: "deployed", description: "Rollback to 1" }), stored(2, "v2"), stored(1, "v1"));
		expect(versionsOf(all).map(({ revisions: of }) => of.map(({ number }) => number))).toEqual([[3, 1], [2]]);
	});

	it.each([
		["failed", 'Upgrade "checkout" failed: timed out waiting for the condition'],
		["pending-upgrade", "Preparing upgrade"],
		["superseded", 'Upgrade "checkout" failed: timed out waiting for the condition'],
		["superseded", "Preparing upgrade"],
	])("does not believe that a revision that is %s was seen through when it says: %s", (status, description) => {
		const [version] = versionsOf(revisions(stored(2, "v2", { status, description })));
		expect(version?.healthy).toBeNull();
	});

	it("refuses a Secret that holds no release, and names it", () => {
		const broken = { metadata: { name: "sh.helm.release.v1.checkout.v9" }, data: { release: "bm90IGhlbG0=" } };
		expect(() => revisionOf(broken)).toThrow("Secret sh.helm.release.v1.checkout.v9 does not hold a Helm release");
	});
});

describe("returning a Helm release", () => {
	const all = revisions(stored(3, "v3", { status: "deployed" }), stored(2, "v2"), stored(1, "v1"));

	it("is helm's own rollback, waiting, and pruning nothing", () => {
		expect(proposal(all, "v1")).toMatchObject({
			kind: "steps",
			warnings: [],
			steps: [
				{
					risk: "safe",
					command:
						"helm rollback checkout 1 --wait --timeout 300s --history-max 0 --namespace shop --kube-context prod --kubeconfig /etc/kubeconfig",
				},
			],
		});
	});

	it("is nothing to do for what is deployed, unless it is forced or its last deploy failed", () => {
		expect(proposal(all, "v3").kind).toBe("nothing");
		expect(proposal(all, "v3", true).kind).toBe("steps");
		const failed = revisions(stored(4, "v3", { status: "failed", description: 'Upgrade "checkout" failed: no' }), ...[]);
		expect(proposal([...failed, ...all], "v3").kind).toBe("steps");
	});

	it("is lossy where Helm deletes what holds data, and not where that is kept", () => {
		const withClaim = (isKept: boolean) => revisions(stored(2, "v2", { status: "deployed", more: claim(isKept) }), stored(1, "v1"));
		expect(proposal(withClaim(false), "v1")).toMatchObject({
			steps: [{ risk: "lossy" }],
			warnings: [
				"Helm deletes what revision 1 did not have: PersistentVolumeClaim uploads.",
				expect.stringContaining("resource-policy: keep"),
			],
		});
		expect(proposal(withClaim(true), "v1")).toMatchObject({ steps: [{ risk: "safe" }], warnings: [] });
	});

	it("is refused for what Helm has pruned, with what is left", () => {
		const gone = { id: "helm-000000000000", label: "v0", commit: null, digest: null, deployedAt: null, unavailable: null };
		const answer = proposeRollback({ kind: "return", to: gone }, all, "checkout", CLUSTER, NOW);
		expect(answer).toMatchObject({
			kind: "refused",
			rule: "revision-gone",
			fix: expect.stringContaining("It stores 3 (1.0.0, deployed), 2 (1.0.0, superseded)"),
		});
	});

	it("tells definitions in crds/ and the hooks that run", () => {
		const hooks = [{ name: "drain", kind: "Job", manifest: "", events: ["pre-rollback", "post-install"] }];
		expect(proposal(revisions(stored(2, "v2", { status: "deployed" }), stored(1, "v1", { hooks, crds: true })), "v1")).toMatchObject({
			warnings: ["Hooks of revision 1 run: Job drain (pre-rollback). What they change is not undone by Helm."],
			notChanged: expect.arrayContaining([expect.stringContaining("crds/")]),
		});
	});
});

describe("what the stored revisions show of a rollback", () => {
	const before = revisions(stored(3, "v3", { status: "deployed" }), stored(2, "v2"), stored(1, "v1"));
	const [, , first] = before;
	const payload = helmRollback.parse({ kind: "helm-rollback", release: "checkout", from: 3, to: 1, content: first?.content });
	const with4 = (tag: string, status: string, description: string) => [...revisions(stored(4, tag, { status, description })), ...before];

	it.each([
		["untouched", "v1", "pending-rollback", "Rollback to 1"],
		["landed", "v1", "deployed", "Rollback to 1"],
		["broken", "v1", "failed", 'Release "checkout" failed: timed out waiting for the condition'],
		["unknown", "v4", "deployed", "Upgrade complete"],
		["unknown", "v1", "pending-upgrade", "Preparing upgrade"],
	])("%s: a newer revision of %s that is %s (%s)", (state, tag, status, description) => {
		expect(stateOfRollback(with4(tag, status, description), payload).state).toBe(state);
	});

	it("untouched: none is newer than the one that was planned with", () => {
		expect(stateOfRollback(before, payload).state).toBe("untouched");
	});
});
