import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import type { KubernetesApi, ResourcePath } from "../api/port.ts";
import { answerToSteering, type GitopsChoice } from "./answer.ts";
import { HELD, noteText } from "./held-note.ts";
import { applyHold, holdPatch, stateOfHold } from "./hold.ts";
import { type HoldPayload, holdPayloads } from "./hold-payload.ts";
import { application, clusterOf, KUSTOMIZED, kustomization, subject, TRACKED } from "./objects.fixture.ts";
import { readSteering } from "./read.ts";
import type { Subject } from "./steering.ts";

const HEALING = { selfHeal: true, prune: true };
const NOTE = {
	at: "2026-11-21T03:00:00Z",
	workload: "deployment/checkout",
	from: "checkout-v2",
	to: "checkout-v1",
	sourceRevision: "badc0de",
	automated: HEALING,
};
const HELD_METADATA = { annotations: { [HELD]: noteText(NOTE) } };
const SYNCED = [{ group: "apps", kind: "Deployment", namespace: "shop", name: "checkout", status: "Synced" }];

async function answer(
	of: Subject,
	objects: Readonly<Record<string, JsonObject>>,
	gitops: GitopsChoice,
	change: { from?: string; to?: string; undoing?: readonly JsonValue[] } = {},
) {
	const api = clusterOf(objects);
	const { from = "checkout-v2", to = "checkout-v1", undoing = [] } = change;
	const planned = { subject: of, from, to, cluster: api.cluster, now: "2026-11-21T03:00:00Z", undoing };
	return answerToSteering(await readSteering(api, of), gitops, planned);
}

function payloadOf(payload: unknown): HoldPayload {
	const [hold, back] = holdPayloads;
	return hold.or(back).parse(payload);
}

describe("what a reconciler means for a plan", () => {
	it("refuses where it heals and may not be paused, with the line that a person can type", async () => {
		const { refused } = await answer(subject(TRACKED), { "applications/argocd/shop": application(HEALING) }, "refuse");
		expect(refused?.rule).toBe("reconciler-undoes-it");
		expect(refused?.fix).toBe(
			`revert the bad version in git, or let Backout pause it with \`gitops: pause\`, or pause it yourself and plan again: kubectl patch applications.argoproj.io shop --type merge -p '{"spec":{"syncPolicy":{"automated":null}}}' --context prod -n argocd`,
		);
	});

	it("pauses it first where the config lets it, says that it stays so, and keeps the way back", async () => {
		const { refused, before, after, warnings } = await answer(
			subject(TRACKED),
			{ "applications/argocd/shop": application(HEALING) },
			"pause",
		);
		expect([refused, after]).toEqual([null, []]);
		expect(before.map(({ title }) => title)).toEqual(["Pause Application shop, so that it does not take the rollback back"]);
		expect(before[0]?.undo).toMatchObject({ kind: "give-back", automated: HEALING, sourceRevision: "badc0de" });
		expect(warnings[0]).toContain("stays paused, because its source holds the version that is taken back");
		expect(warnings[0]).toContain(
			`'{"metadata":{"annotations":{"backout/held":null}},"spec":{"syncPolicy":{"automated":{"selfHeal":true,"prune":true}}}}'`,
		);
	});

	it("only warns where the next sync brings the bad version back, or nobody can tell", async () => {
		const manual = await answer(subject(TRACKED), { "applications/argocd/shop": application(null) }, "refuse");
		expect(manual).toMatchObject({ refused: null, before: [] });
		expect(manual.warnings[0]).toContain("To do: revert the bad version in git before the next sync");
		const unread = await answer(subject(TRACKED), {}, "pause");
		expect(unread).toMatchObject({ refused: null, before: [] });
		expect(unread.warnings[0]).toContain("could not be read");
	});

	it("does not give back while git may hold another version than the one returned to", async () => {
		const held = application(null, { metadata: HELD_METADATA });
		const kept = await answer(subject(TRACKED), { "applications/argocd/shop": held }, "pause", { from: "checkout-v1", to: "checkout-v0" });
		expect([kept.before, kept.after]).toEqual([[], []]);
		expect(kept.warnings[0]).toContain("is paused by Backout since 2026-11-21T03:00:00Z and stays paused");
	});

	it("gives back when what ran before the pause comes back and git has not moved", async () => {
		const forward = { from: "checkout-v1", to: "checkout-v2" };
		const held = application(null, { metadata: HELD_METADATA });
		const back = await answer(subject(TRACKED), { "applications/argocd/shop": held }, "pause", forward);
		expect(back.after.map(({ title, payload }) => [title, payload])).toMatchObject([
			["Let Application shop apply its source again", { kind: "give-back", automated: HEALING }],
		]);
		const moved = application(null, { metadata: HELD_METADATA, status: { sync: { revision: "900df00d" } } });
		expect((await answer(subject(TRACKED), { "applications/argocd/shop": moved }, "pause", forward)).after).toEqual([]);
	});

	it("gives back where it stands when Argo CD itself finds git the same as what runs", async () => {
		const held = application(null, { metadata: HELD_METADATA, status: { sync: { revision: "900df00d" }, resources: SYNCED } });
		const here = { from: "checkout-v1", to: "checkout-v1" };
		expect((await answer(subject(TRACKED), { "applications/argocd/shop": held }, "refuse", here)).after).toHaveLength(1);
	});

	it("resumes Flux only for a person who undoes the run", async () => {
		const held = kustomization({ suspend: true }, { metadata: { annotations: { [HELD]: noteText({ ...NOTE, automated: null }) } } });
		const objects = { "kustomizations/flux-system/apps": held };
		const forward = { from: "checkout-v1", to: "checkout-v2" };
		expect((await answer(subject(KUSTOMIZED), objects, "pause", forward)).after).toEqual([]);
		const { before } = await answer(subject(KUSTOMIZED), { "kustomizations/flux-system/apps": kustomization() }, "pause");
		const undoing = before.map(({ undo }) => undo);
		expect((await answer(subject(KUSTOMIZED), objects, "pause", { ...forward, undoing })).after).toHaveLength(1);
	});
});

describe("a pause of Argo CD", () => {
	const hold = async () =>
		payloadOf((await answer(subject(TRACKED), { "applications/argocd/shop": application(HEALING) }, "pause")).before[0]?.payload);

	it("takes exactly the planned policy out, and is refused when that has changed", async () => {
		expect(holdPatch(application(HEALING), await hold())).toEqual({
			kind: "json",
			operations: [
				{ op: "test", path: "/spec/syncPolicy/automated", value: HEALING },
				{ op: "remove", path: "/spec/syncPolicy/automated" },
				{ op: "add", path: "/metadata/annotations", value: { [HELD]: noteText(NOTE) } },
			],
		});
		expect(stateOfHold(application({ selfHeal: false }), await hold()).state).toBe("unknown");
		expect(stateOfHold(application(HEALING), await hold()).state).toBe("untouched");
		expect(stateOfHold(application(null), await hold()).state).toBe("landed");
	});

	it("has not landed while a sync that began before may still write the workload", async () => {
		const running = (resources: readonly JsonObject[]) =>
			application(null, { status: { operationState: { phase: "Running", syncResult: { resources } } } });
		expect(stateOfHold(running([]), await hold()).state).toBe("landing");
		expect(stateOfHold(running(SYNCED), await hold()).state).toBe("landed");
		expect(stateOfHold({ ...application(null), operation: { sync: {} } }, await hold()).state).toBe("landing");
	});

	it("gives the policy back as it was, with the note gone", async () => {
		const back: HoldPayload = { kind: "give-back", reconciler: (await hold()).reconciler, automated: HEALING, sourceRevision: null };
		expect(holdPatch(application(null, { metadata: HELD_METADATA }), back)).toEqual({
			kind: "json",
			operations: [
				{ op: "add", path: "/spec/syncPolicy/automated", value: HEALING },
				{ op: "remove", path: "/metadata/annotations/backout~1held" },
			],
		});
		expect(stateOfHold(application(HEALING), back).state).toBe("landed");
		expect(stateOfHold(application({}), back).state).toBe("unknown");
	});
});

describe("a pause of Flux", () => {
	const hold = async () =>
		payloadOf((await answer(subject(KUSTOMIZED), { "kustomizations/flux-system/apps": kustomization() }, "pause")).before[0]?.payload);
	const reconciling = (message: string) => ({
		status: { conditions: [{ type: "Reconciling", status: "True", reason: "Progressing", message }] },
	});

	it("has not landed while a reconciliation still writes; one that waits for health writes no more", async () => {
		const at = (message: string) => kustomization({ suspend: true }, reconciling(message));
		expect(stateOfHold(at("Detecting drift for revision main@sha1:badc0de"), await hold()).state).toBe("landing");
		expect(stateOfHold(at("Running health checks for revision main@sha1:badc0de with a timeout of 9m30s"), await hold()).state).toBe(
			"landed",
		);
		expect(stateOfHold(kustomization(), await hold()).state).toBe("untouched");
	});
});

describe("a pause that no rollback could follow", () => {
	const held = async (mayPatch: boolean) => {
		const objects = { "applications/argocd/shop": application(HEALING) };
		const { before } = await answer(subject(TRACKED), objects, "pause");
		const written: ResourcePath[] = [];
		const api: KubernetesApi = {
			...clusterOf(objects),
			create: async () => ({ status: { allowed: mayPatch } }),
			patch: async (path) => {
				written.push(path);
				return {};
			},
		};
		const wish = { verb: "patch", group: "apps", resource: "deployments", namespace: "shop", name: "checkout" };
		const call = { signal: AbortSignal.timeout(1_000) };
		return { written, applying: applyHold(api, payloadOf(before[0]?.payload), call, [wish]) };
	};

	it("is not made: the bad version would stay, and nothing could be delivered any more", async () => {
		const { written, applying } = await held(false);
		await expect(applying).rejects.toMatchObject({
			code: "kubernetes.forbidden",
			message:
				"Application shop was not paused, because the rollback after it would be refused: not allowed to patch deployments.apps (checkout) in namespace shop",
			fix: expect.stringContaining("-f deploy/kubernetes/rbac/workloads.yaml"),
		});
		expect(written).toEqual([]);
	});

	it("is made where the rollback may follow", async () => {
		const { written, applying } = await held(true);
		await applying;
		expect(written).toHaveLength(1);
	});
});
