import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../core/json.ts";
import { application, clusterOf, KUSTOMIZED, kustomization, metaOf, subject, TRACKED } from "./objects.fixture.ts";
import { readSteering } from "./read.ts";
import type { Subject } from "./steering.ts";

const HEALING = { prune: true, selfHeal: true };

async function seen(of: Subject, objects: Readonly<Record<string, JsonObject>>, forbidden: readonly string[] = []) {
	return await readSteering(clusterOf(objects, forbidden), of);
}

describe("who steers a workload: Argo CD", () => {
	it("takes a live change back when the Application heals itself", async () => {
		const [one] = await seen(subject(TRACKED), { "applications/argocd/shop": application(HEALING) });
		expect(one).toMatchObject({ by: "argo-cd", effect: "undoes-live-change", isCertain: true });
		expect(one?.text).toBe("Argo CD's Application shop in namespace argocd heals itself: it takes a live change back within seconds.");
		expect(one?.reconciler).toMatchObject({ isPaused: false, isSynced: true, sourceRevision: "badc0de", automated: HEALING });
	});

	it.each([
		["without self-heal", { prune: true }, "syncs by itself: the next commit"],
		["switched off by its flag", { enabled: false, selfHeal: true }, "synced by hand"],
		["synced by hand", null, "synced by hand"],
	])("%s waits for the next sync", async (_name, automated, text) => {
		const [one] = await seen(subject(TRACKED), { "applications/argocd/shop": application(automated) });
		expect(one?.effect).toBe("next-sync");
		expect(one?.text).toContain(text);
	});

	it("does not believe a tracking id that came along with a copy of another object", async () => {
		const copied = { annotations: { "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:other/checkout" } };
		expect(await seen(subject(copied), { "applications/argocd/shop": application(HEALING) })).toEqual([]);
	});

	it("is found in whatever namespace it is in", async () => {
		const elsewhere = application(HEALING, { metadata: { namespace: "gitops" } });
		const [one] = await seen(subject(TRACKED), { "applications/gitops/shop": elsewhere });
		expect(one?.object).toBe("Application shop in namespace gitops");
		const tracked = { annotations: { "argocd.argoproj.io/tracking-id": "team-a_shop:apps/Deployment:shop/checkout" } };
		const own = application(HEALING, { metadata: { namespace: "team-a" } });
		expect((await seen(subject(tracked), { "applications/team-a/shop": own }))[0]?.object).toBe("Application shop in namespace team-a");
	});

	it("is believed by its common label only when the Application itself lists the workload", async () => {
		const labelled = subject({ labels: { "app.kubernetes.io/instance": "shop" } });
		expect(await seen(labelled, { "applications/argocd/shop": application(HEALING) })).toHaveLength(1);
		expect(await seen(labelled, { "applications/argocd/shop": application(HEALING, { status: { resources: [] } }) })).toEqual([]);
		expect(await seen(labelled, {})).toEqual([]);
	});

	it("is uncertain, and said, when the Application cannot be read", async () => {
		const [one] = await seen(subject(TRACKED), {}, ["applications"]);
		expect(one).toMatchObject({ effect: "undoes-live-change", isCertain: false, reconciler: null });
		expect(one?.text).toContain("could not be read (applications: forbidden)");
		const [away] = await seen(subject(TRACKED), {});
		expect(away?.text).toContain("it is not in this cluster");
	});

	it("cannot be paused where an ApplicationSet sets the policy, unless that leaves it alone", async () => {
		const owner = { ownerReferences: [{ apiVersion: "argoproj.io/v1alpha1", kind: "ApplicationSet", name: "all", uid: "u" }] };
		const set = (spec: JsonObject): JsonObject => ({ apiVersion: "argoproj.io/v1alpha1", metadata: metaOf("all", "argocd"), spec });
		const objects = { "applications/argocd/shop": application(HEALING, { metadata: owner }) };
		const [owned] = await seen(subject(TRACKED), { ...objects, "applicationsets/argocd/all": set({}) });
		expect(owned?.reconciler).toBeNull();
		expect(owned?.fix).toContain("ApplicationSet all sets the sync policy");
		const lenient = set({ ignoreApplicationDifferences: [{ jsonPointers: ["/spec/syncPolicy"] }] });
		expect((await seen(subject(TRACKED), { ...objects, "applicationsets/argocd/all": lenient }))[0]?.reconciler).not.toBeNull();
	});

	it("cannot be paused where an Application of Applications heals it", async () => {
		const child = application(HEALING, {
			metadata: { annotations: { "argocd.argoproj.io/tracking-id": "root:argoproj.io/Application:argocd/shop" } },
		});
		const root = (automated: JsonObject): JsonObject => ({ ...application(automated), metadata: metaOf("root", "argocd") });
		const healed = await seen(subject(TRACKED), { "applications/argocd/shop": child, "applications/argocd/root": root(HEALING) });
		expect(healed[0]).toMatchObject({ reconciler: null });
		expect(healed[0]?.fix).toContain("Application root applies this Application and heals it");
		const left = await seen(subject(TRACKED), { "applications/argocd/shop": child, "applications/argocd/root": root({}) });
		expect(left[0]?.reconciler).not.toBeNull();
	});
});

describe("who steers a workload: Flux", () => {
	it("takes a live change back while its Kustomization is active", async () => {
		const [one] = await seen(subject(KUSTOMIZED), { "kustomizations/flux-system/apps": kustomization() });
		expect(one).toMatchObject({ by: "flux", effect: "undoes-live-change", isCertain: true });
		expect(one?.text).toContain("within its interval (10m0s) at the latest");
		expect(one?.reconciler).toMatchObject({ kind: "Kustomization", version: "v1", sourceRevision: "main@sha1:badc0de" });
	});

	it("waits while it is suspended, and leaves alone what is excepted", async () => {
		const [one] = await seen(subject(KUSTOMIZED), { "kustomizations/flux-system/apps": kustomization({ suspend: true }) });
		expect(one).toMatchObject({ effect: "next-sync", reconciler: { isPaused: true } });
		const excepted = subject({ ...KUSTOMIZED, annotations: { "kustomize.toolkit.fluxcd.io/reconcile": "disabled" } });
		expect(await seen(excepted, { "kustomizations/flux-system/apps": kustomization() })).toEqual([]);
	});

	it("is read in the version that the cluster serves", async () => {
		const old = { ...kustomization(), apiVersion: "kustomize.toolkit.fluxcd.io/v1beta2" };
		expect((await seen(subject(KUSTOMIZED), { "kustomizations/flux-system/apps": old }))[0]?.reconciler?.version).toBe("v1beta2");
	});

	it("cannot be suspended by us where an applier sets spec.suspend", async () => {
		const contested = kustomization(
			{},
			{
				metadata: { managedFields: [{ manager: "kustomize-controller", operation: "Apply", fieldsV1: { "f:spec": { "f:suspend": {} } } }] },
			},
		);
		const [one] = await seen(subject(KUSTOMIZED), { "kustomizations/flux-system/apps": contested });
		expect(one?.reconciler).toBeNull();
		expect(one?.fix).toContain("kustomize-controller sets its spec.suspend");
	});

	it("corrects drift of a HelmRelease only where its drift detection is enabled", async () => {
		const labels = { "helm.toolkit.fluxcd.io/name": "checkout", "helm.toolkit.fluxcd.io/namespace": "shop" };
		const release = (spec: JsonObject): JsonObject => ({
			apiVersion: "helm.toolkit.fluxcd.io/v2",
			metadata: metaOf("checkout", "shop"),
			spec: { interval: "5m", ...spec },
		});
		const effects = [{}, { driftDetection: { mode: "warn" } }, { driftDetection: { mode: "enabled" } }].map(async (spec) => {
			const [one] = await seen(subject({ labels }), { "helmreleases/shop/checkout": release(spec) });
			return one?.effect;
		});
		expect(await Promise.all(effects)).toEqual(["next-sync", "next-sync", "undoes-live-change"]);
	});
});

describe("who steers a workload: the others", () => {
	it("names Helm, and the target that returns the whole release", async () => {
		const [one] = await seen(
			subject({
				labels: { "app.kubernetes.io/managed-by": "Helm" },
				annotations: { "meta.helm.sh/release-name": "shop", "meta.helm.sh/release-namespace": "shop" },
			}),
			{},
		);
		expect(one).toMatchObject({ by: "helm", effect: "owns-history" });
		expect(one?.fix).toContain("kubernetes: { helm: shop, namespace: shop }");
	});

	it("names kubectl apply only where nobody else applies", async () => {
		const applied = { "kubectl.kubernetes.io/last-applied-configuration": "{}" };
		expect((await seen(subject({ annotations: applied }), {})).map(({ by }) => by)).toEqual(["kubectl-apply"]);
		const both = subject({ annotations: { ...applied, ...TRACKED.annotations } });
		expect((await seen(both, { "applications/argocd/shop": application(null) })).map(({ by }) => by)).toEqual(["argo-cd"]);
	});

	it("names those who apply its template by server-side apply, and not those who only update it", async () => {
		const fields = { "f:spec": { "f:template": {} } };
		const managedFields = [
			{ manager: "platform-operator", operation: "Apply", fieldsV1: fields },
			{ manager: "kubectl-rollout", operation: "Update", fieldsV1: fields },
			{ manager: "vpa", operation: "Apply", fieldsV1: { "f:spec": { "f:replicas": {} } } },
		];
		expect((await seen(subject({ managedFields }), {})).map(({ object }) => object)).toEqual(["field manager platform-operator"]);
	});

	it("names the Rollout that takes its template from it", async () => {
		const rollout = {
			metadata: metaOf("checkout-rollout", "shop"),
			spec: { workloadRef: { apiVersion: "apps/v1", kind: "Deployment", name: "checkout" } },
		};
		const [one] = await seen(subject(), { "rollouts/shop/checkout-rollout": rollout });
		expect(one).toMatchObject({ by: "argo-rollouts", effect: "owns-history" });
	});

	it("names the Canary of it, and of its primary", async () => {
		const canary = {
			metadata: metaOf("checkout", "shop"),
			spec: { targetRef: { kind: "Deployment", name: "checkout" } },
			status: { phase: "Succeeded" },
		};
		const objects = { "canaries/shop/checkout": canary };
		expect((await seen(subject(), objects))[0]?.effect).toBe("owns-history");
		const primary = await seen(subject({ name: "checkout-primary" }), objects);
		expect(primary[0]?.text).toContain("the next promotion overwrites it with the template of checkout");
	});

	it("tells an autoscaler's bounds, and KEDA's instead of the autoscaler that KEDA made", async () => {
		const ref = { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "checkout" } };
		const autoscaler = { metadata: metaOf("checkout", "shop"), spec: { ...ref, minReplicas: 2, maxReplicas: 10 } };
		const [one] = await seen(subject(), { "horizontalpodautoscalers/shop/checkout": autoscaler });
		expect(one?.text).toContain("between 2 and 10 pods");
		const made = {
			...autoscaler,
			metadata: { ...metaOf("keda-hpa-checkout", "shop"), ownerReferences: [{ kind: "ScaledObject", name: "checkout", uid: "u" }] },
		};
		const scaled = { metadata: metaOf("checkout", "shop"), spec: { scaleTargetRef: { name: "checkout" }, maxReplicaCount: 20 } };
		const both = await seen(subject(), { "horizontalpodautoscalers/shop/keda-hpa-checkout": made, "scaledobjects/shop/checkout": scaled });
		expect(both.map(({ by, text }) => `${by}: ${text}`)).toEqual([
			"keda: ScaledObject checkout keeps it between 0 and 20 pods; the rollback leaves that alone.",
		]);
	});
});
