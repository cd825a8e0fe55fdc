import { describe, expect, it } from "vitest";
import { BackoutError } from "../../../core/error.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import type { KubernetesApi } from "../api/port.ts";
import { answerToSteering } from "./answer.ts";
import { application, clusterOf, subject, TRACKED } from "./objects.fixture.ts";
import { readSteering } from "./read.ts";
import type { Subject } from "./steering.ts";

const LISTED = ["rollouts", "canaries", "horizontalpodautoscalers", "scaledobjects"];

/** A stand-in for a cluster that forbids these kinds, and knows them by `/apis` as told. */
function cluster(
	forbidden: readonly string[],
	served: JsonValue | "not-found",
	objects: Readonly<Record<string, JsonObject>> = {},
): KubernetesApi {
	return {
		...clusterOf(objects, forbidden),
		async get() {
			if (served === "not-found") throw new BackoutError({ code: "kubernetes.not-found", message: "no such group", fix: "none" });
			return served;
		},
	};
}

const known = { resources: [...LISTED, "applications"].map((name) => ({ name })) };

async function warned(api: KubernetesApi, of: Subject = subject()) {
	const planned = { subject: of, from: "v2", to: "v1", cluster: api.cluster, now: "2026-12-01T03:00:00Z", undoing: [] };
	return answerToSteering(await readSteering(api, of), "refuse", planned);
}

describe("what may not be listed", () => {
	it("keeps nobody from rolling back, and is said, each with what it would mean and how it could be seen", async () => {
		const { refused, warnings } = await warned(cluster(LISTED, known));
		expect(refused).toBeNull();
		expect(warnings).toEqual([
			"Whether an Argo Rollout takes its pod template from it is not known (not allowed to list rollouts.argoproj.io in namespace shop): if so, the pods are the Rollout's, and a change goes through its steps. To do: see the test.",
			expect.stringContaining("Whether a Flagger Canary releases it is not known"),
			expect.stringContaining("Whether an autoscaler decides its number of pods is not known"),
			expect.stringContaining("Whether KEDA decides its number of pods is not known"),
		]);
	});

	it("is nothing where the cluster does not know the kind, and something where it does not say", async () => {
		expect((await warned(cluster(LISTED, "not-found"))).warnings).toEqual([]);
		expect((await warned(cluster(LISTED, { resources: [{ name: "applications" }] }))).warnings).toEqual([]);
		expect((await warned(cluster(LISTED, {}))).warnings).toHaveLength(4);
	});

	it("is not asked about for what has no pods of its own", async () => {
		expect((await warned(cluster(LISTED, known), { ...subject(), group: "", kind: "Service" })).warnings).toEqual([]);
	});

	it("makes the plan fail only when the whole cluster does not answer", async () => {
		const broken = (code: string): KubernetesApi => ({
			...clusterOf({}),
			list: async () => {
				throw new BackoutError({ code: `kubernetes.${code}`, message: `list: ${code}`, fix: "mend it" });
			},
		});
		await expect(readSteering(broken("unreachable"), subject())).rejects.toMatchObject({ code: "kubernetes.unreachable" });
		expect((await warned(broken("failed"))).warnings[0]).toContain("is not known (list: failed)");
	});
});

describe("an Application that may not be read", () => {
	const labelled = subject({ labels: { "app.kubernetes.io/instance": "shop" } });

	it("may be there when only the label of many charts tells of it, unless Argo CD is not installed", async () => {
		expect((await warned(cluster(["applications"], known), labelled)).warnings).toEqual([
			expect.stringMatching(
				/^The workload may belong to Argo CD's Application shop, which could not be read .*so that Backout sees it: see the test\.$/,
			),
		]);
		expect((await warned(cluster(["applications"], "not-found"), labelled)).warnings).toEqual([]);
	});

	it("that heals itself still refuses when only its ApplicationSet may not be read: a right that is missing never makes it look harmless", async () => {
		const owner = { ownerReferences: [{ apiVersion: "argoproj.io/v1alpha1", kind: "ApplicationSet", name: "all", uid: "u" }] };
		const objects = { "applications/argocd/shop": application({ selfHeal: true }, { metadata: owner }) };
		const { refused } = await warned(cluster(["applicationsets"], known, objects), subject(TRACKED));
		expect(refused).toMatchObject({
			rule: "reconciler-undoes-it",
			fix: expect.stringContaining("could not be read (applicationsets: forbidden)"),
		});
	});
});
