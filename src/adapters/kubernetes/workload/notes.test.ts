import { describe, expect, it } from "vitest";
import { asSeen } from "./as-seen.ts";
import { DEPLOYMENT } from "./deployment.ts";
import { deployment, replicaSet, template } from "./objects.fixture.ts";
import type { SeenHistory } from "./reader.ts";
import { releaseOf } from "./revision.ts";

const V1 = template("checkout:v1");
const V2 = template("checkout:v2");

/** v2 in place, written by kubectl and scaled by somebody later; one pod of v1 is still there. */
function seen(): SeenHistory {
	const written = [
		{ manager: "kubectl-client-side-apply", time: "2026-11-22T00:00:00Z", fieldsV1: { "f:spec": { "f:template": {} } } },
		{ manager: "somebody", time: "2026-11-22T01:00:00Z", fieldsV1: { "f:spec": { "f:replicas": {} } } },
	];
	const object = deployment(V2, { metadata: { managedFields: written } });
	const workload = DEPLOYMENT.read(object);
	const revisions = [replicaSet(2, V2), { ...replicaSet(1, V1), status: { replicas: 1 } }].map((set) =>
		DEPLOYMENT.revisionOf(set, workload),
	);
	return { object, workload, revisions: revisions.filter((revision) => revision !== null) };
}

const notes = () => {
	const history = seen();
	const naming = { workload: "checkout", container: null, ...asSeen(DEPLOYMENT, history) };
	return history.revisions.map((revision) => releaseOf(revision, naming).notes);
};

describe("what is told of a revision", () => {
	it("is, of the one in place, its image, its cause, who wrote its template last, and how far its roll-out is", () => {
		expect(notes()[0]).toEqual({
			image: "checkout:v2",
			cause: "release 2",
			putBy: "kubectl-client-side-apply",
			running: "3 of 3 pods are available",
		});
	});
	it("is, of an older one, what is left of it; who put it there the cluster does not keep", () => {
		expect(notes()[1]).toEqual({ image: "checkout:v1", cause: "release 1", putBy: null, running: "1 pod still there" });
	});
});
