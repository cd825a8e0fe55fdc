import { describe, expect, it } from "vitest";
import type { Proposal } from "../../../core/adapter.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import { rollout, replicaSet as rolloutSet } from "../rollouts/objects.fixture.ts";
import { RolloutReader } from "../rollouts/reader.ts";
import { ROLLOUT } from "../rollouts/rollout.ts";
import type { GitopsChoice } from "../steering/answer.ts";
import { HELD, noteText } from "../steering/held-note.ts";
import { application, clusterOf, metaOf, TRACKED } from "../steering/objects.fixture.ts";
import { DEPLOYMENT } from "../workload/deployment.ts";
import { deployment, replicaSet, template } from "../workload/objects.fixture.ts";
import { WorkloadReader } from "../workload/reader.ts";
import { type FreezeGoal, Freezer } from "./freezer.ts";

const NOW = "2026-11-21T03:00:00.000Z";
const STOPPED = { "backout.dev/replicas": "7", "backout.dev/stopped-at": NOW };
const KEPT = { kind: "stopped", name: "checkout", replicas: 3, at: NOW };
const HEALING = { selfHeal: true, prune: true };

/** A Deployment with that many pods, and what else is in its cluster. */
function world(replicas: number, annotations: JsonObject = {}, more: Readonly<Record<string, JsonObject>> = {}, labels: JsonObject = {}) {
	const object = deployment(template("checkout:v1"), { metadata: { annotations, labels }, spec: { replicas } });
	const set = { ...replicaSet(1, template("checkout:v1")), apiVersion: "apps/v1" };
	return { "deployments/shop/checkout": object, "replicasets/shop/checkout-hash1": set, ...more };
}

async function propose(
	goal: FreezeGoal,
	objects: Readonly<Record<string, JsonObject>>,
	gitops: GitopsChoice = "refuse",
): Promise<Proposal> {
	const api = clusterOf(objects);
	return await new Freezer(api, DEPLOYMENT, new WorkloadReader(api, DEPLOYMENT, "checkout"), gitops).propose(goal, Date.parse(NOW));
}

const stop = (objects: Readonly<Record<string, JsonObject>>, gitops?: GitopsChoice) => propose({ kind: "stop-writes" }, objects, gitops);
const resume = (objects: Readonly<Record<string, JsonObject>>, undoing: readonly JsonValue[] = [], gitops?: GitopsChoice) =>
	propose({ kind: "resume-writes", undoing }, objects, gitops);

const hpa = (minReplicas: number, maxReplicas: number) => ({
	"horizontalpodautoscalers/shop/web": {
		apiVersion: "autoscaling/v2",
		metadata: metaOf("web", "shop"),
		spec: { scaleTargetRef: { kind: "Deployment", name: "checkout" }, minReplicas, maxReplicas },
	},
});
const keda = (annotations: JsonObject) => ({
	"scaledobjects/shop/web": {
		apiVersion: "keda.sh/v1alpha1",
		metadata: { ...metaOf("web", "shop"), annotations },
		spec: { scaleTargetRef: { name: "checkout" }, maxReplicaCount: 5 },
	},
});

describe("stopping a workload", () => {
	it("keeps on it and in the step how many pods it had, and says the same by hand", async () => {
		expect(await stop(world(3))).toMatchObject({
			steps: [
				{
					risk: "safe",
					repeat: "conditional",
					undo: KEPT,
					command: [
						`kubectl annotate deployment/checkout --overwrite backout.dev/replicas=3 backout.dev/stopped-at=${NOW} --context prod -n shop`,
						"kubectl scale deployment/checkout --replicas=0 --current-replicas=3 --context prod -n shop",
						"kubectl wait pod --for=delete -l app=checkout --timeout=5m --context prod -n shop",
					].join("\n"),
				},
			],
		});
	});

	it("gives pods the time to end that their template asks for", async () => {
		const slow = {
			"deployments/shop/checkout": deployment(template("checkout:v1", { spec: { terminationGracePeriodSeconds: 900 } }), {
				spec: { replicas: 2 },
			}),
		};
		expect(await stop({ ...world(2), ...slow })).toMatchObject({ steps: [{ timeoutMs: 960_000 }] });
	});

	it("says that an autoscaler rests meanwhile, and lets it go on scaling until the write", async () => {
		const proposal = await stop(world(3, {}, hpa(2, 6)));
		expect(proposal).toMatchObject({ warnings: [expect.stringContaining("HorizontalPodAutoscaler web rests by itself")] });
		expect(proposal).toMatchObject({
			steps: [{ payload: { isAutoscaled: true }, command: expect.not.stringContaining("--current-replicas") }],
		});
	});

	it("is refused where an autoscaler may scale up from 0, with the line that mends it", async () => {
		expect(await stop(world(3, {}, hpa(0, 6)))).toMatchObject({
			kind: "refused",
			rule: "autoscaler-undoes-it",
			fix: `Let it rest at 0: \`kubectl patch hpa web --type merge -p '{"spec":{"minReplicas":1}}' --context prod -n shop\`; then plan again.`,
		});
	});

	it("is refused where KEDA would bring the pods back, unless it is paused or pinned at 0", async () => {
		const line =
			"kubectl annotate scaledobject web --overwrite autoscaling.keda.sh/paused=true autoscaling.keda.sh/paused-replicas- --context prod -n shop";
		expect(await stop(world(3, {}, keda({})))).toMatchObject({ rule: "autoscaler-undoes-it", fix: expect.stringContaining(line) });
		expect(await stop(world(3, {}, keda({ "autoscaling.keda.sh/paused-replicas": "5" })))).toMatchObject({
			reason: expect.stringContaining("is paused at 5 pods"),
		});
		for (const paused of [{ "autoscaling.keda.sh/paused": "true" }, { "autoscaling.keda.sh/paused-replicas": "0" }])
			expect(await stop(world(3, {}, keda(paused)))).toMatchObject({ kind: "steps" });
	});

	it("is refused where Argo CD heals it, or pauses it first, and never gives it back", async () => {
		const healing = (metadata: JsonObject = {}) => ({ "applications/argocd/shop": application(HEALING, { metadata }) });
		expect(await stop(world(3, TRACKED.annotations, healing()))).toMatchObject({ rule: "reconciler-undoes-it" });
		const paused = await stop(world(3, TRACKED.annotations, healing()), "pause");
		expect(paused).toMatchObject({
			steps: [{ title: "Pause Application shop, so that it does not change the number of pods" }, { name: "stop" }],
			warnings: [expect.stringContaining("stays paused until it is given back")],
		});
		expect(JSON.stringify(paused)).not.toMatch(/rollback|taken back/);
	});

	it("is refused for what Flagger releases: its primary serves the users", async () => {
		const canary = {
			apiVersion: "flagger.app/v1beta1",
			metadata: metaOf("checkout", "shop"),
			spec: { targetRef: { kind: "Deployment", name: "checkout" } },
		};
		expect(await stop(world(3, {}, { "canaries/shop/checkout": canary }))).toMatchObject({ rule: "served-elsewhere" });
	});
});

describe("bringing a workload back", () => {
	const noted = { ...STOPPED };
	const to = (replicas: number) => ({ steps: [{ payload: { to: replicas } }] });

	it("takes what was there when that same stop was written, else what the run kept, else the note", async () => {
		expect(await resume(world(0, noted), [KEPT])).toMatchObject(to(7));
		expect(await resume(world(0, { ...noted, "backout.dev/stopped-at": "2026-11-20T00:00:00.000Z" }), [KEPT])).toMatchObject(to(3));
		expect(await resume(world(0), [KEPT])).toMatchObject(to(3));
		expect(await resume(world(0, { "backout.dev/replicas": "7" }))).toMatchObject(to(7));
	});

	it("is refused when nobody knows how many there were, with the line that says it", async () => {
		for (const annotations of [{}, { "backout.dev/replicas": "0" }, { "backout.dev/replicas": "many" }, { "backout.dev/replicas": "-3" }])
			expect(await resume(world(0, annotations), [{ ...KEPT, name: "other" }])).toMatchObject({
				rule: "replicas-unknown",
				fix: "Say how many, then plan again: `kubectl annotate deployment/checkout 'backout.dev/replicas=<number>' --context prod -n shop`.",
			});
	});

	it("comes back within an autoscaler's bounds", async () => {
		expect(await resume(world(0, noted, hpa(2, 5)))).toMatchObject({
			...to(5),
			warnings: ["It had 7 pods; web keeps it between 2 and 5 pods: it comes back with 5."],
		});
		expect(await resume(world(0, noted, hpa(9, 12)))).toMatchObject(to(9));
		expect(await resume(world(0, noted, hpa(2, 12)))).toMatchObject(to(7));
	});

	it("is refused while KEDA is pinned at 0, and else says how KEDA goes on", async () => {
		expect(await resume(world(0, noted, keda({ "autoscaling.keda.sh/paused-replicas": "0" })))).toMatchObject({
			rule: "autoscaler-undoes-it",
		});
		expect(await resume(world(0, noted, keda({ "autoscaling.keda.sh/paused": "true" })))).toMatchObject({
			...to(7),
			warnings: [expect.stringContaining("autoscaling.keda.sh/paused-")],
		});
	});

	it("gives Argo CD back when it was paused for the stop, and the release and the source are still those", async () => {
		expect(await names({ kind: "resume-writes", undoing: [KEPT] }, held({}))).toEqual(["resume", "give-back-shop"]);
		expect(await names({ kind: "resume-writes", undoing: [KEPT] }, held({}, "c0ffee1"))).toEqual(["resume"]);
		const back = { kind: "give-back", reconciler: SHOP_APPLICATION, automated: HEALING, sourceRevision: "badc0de" };
		const other = held({ from: "checkout-hash2", to: "checkout-hash2" });
		expect(await names({ kind: "resume-writes", undoing: [KEPT, back] }, other)).toEqual(["resume"]);
		expect(await names({ kind: "resume-writes", undoing: [KEPT, back] }, held({}))).toEqual(["resume", "give-back-shop"]);
	});

	it("is no reason to give Argo CD back when it is only stopped", async () => {
		expect(await names({ kind: "stop-writes" }, held({}))).toEqual(["stop"]);
	});
});

const SHOP_APPLICATION = { kind: "Application", version: "v1alpha1", namespace: "argocd", name: "shop" };
const HOLD_NOTE = {
	at: NOW,
	workload: "deployment/checkout",
	from: "checkout-hash1",
	to: "checkout-hash1",
	sourceRevision: "badc0de",
	automated: HEALING,
};

/** Argo CD's Application as Backout paused it. */
function held(change: Partial<typeof HOLD_NOTE>, revision = "badc0de"): Readonly<Record<string, JsonObject>> {
	const metadata = { annotations: { [HELD]: noteText({ ...HOLD_NOTE, ...change }) } };
	return { "applications/argocd/shop": application(null, { metadata, status: { sync: { status: "Synced", revision } } }) };
}

async function names(goal: FreezeGoal, more: Readonly<Record<string, JsonObject>>) {
	const isStop = goal.kind === "stop-writes";
	const proposal = await propose(goal, world(isStop ? 3 : 0, { ...(isStop ? {} : STOPPED), ...TRACKED.annotations }, more), "pause");
	return proposal.kind === "steps" ? proposal.steps.map(({ name }) => name) : proposal;
}

describe("an Argo Rollout", () => {
	it("is scaled in the same way, with the lines of its own plugin", async () => {
		const objects = (replicas: number, annotations: JsonObject = {}) => ({
			"rollouts/shop/checkout": rollout("v1", "v1", { spec: { replicas }, metadata: { annotations } }),
			"replicasets/shop/checkout-v1": rolloutSet(1, "v1"),
		});
		const ask = async (goal: FreezeGoal, of: Readonly<Record<string, JsonObject>>) => {
			const api = clusterOf(of);
			return await new Freezer(api, ROLLOUT, new RolloutReader(api, "checkout"), "refuse").propose(goal, Date.parse(NOW));
		};
		expect(await ask({ kind: "stop-writes" }, objects(3))).toMatchObject({
			steps: [{ undo: KEPT, command: expect.stringContaining("kubectl scale rollout/checkout --replicas=0") }],
		});
		expect(await ask({ kind: "resume-writes" }, objects(0, STOPPED))).toMatchObject({
			steps: [{ payload: { to: 7, revision: "checkout-v1" }, command: expect.stringContaining("kubectl argo rollouts status checkout") }],
		});
	});
});
