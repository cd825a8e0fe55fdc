import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { COMMAND, startBackout } from "../world/command-line.ts";
import type { ReleaseWish, WorkloadKind, WorkloadWish } from "./workload.ts";
import { openWorld, type World } from "./world.ts";

/** What is released, what is done by hand after it, and which revision is returned to. */
interface Scenario {
	readonly title: string;
	readonly kind?: WorkloadKind;
	readonly workload?: Partial<WorkloadWish>;
	readonly releases: readonly ReleaseWish[];
	readonly before?: (world: World) => Promise<unknown>;
	/** kubectl's own choice when left out: the second newest. */
	readonly toRevision?: number;
}

const V1: ReleaseWish = { tag: "v1" };
const V2: ReleaseWish = { tag: "v2" };
const V3: ReleaseWish = { tag: "v3" };
const sidecar = { name: "proxy", image: "registry.test/proxy:1" };

const SCENARIOS: readonly Scenario[] = [
	{ title: "back to the release before", releases: [V1, V2] },
	{ title: "back to the first of three", releases: [V1, V2, V3], toRevision: 1 },
	{
		title: "back again after an undo, whose revision has a new number",
		releases: [V1, V2, V3],
		before: (world) => undone(world),
		toRevision: 3,
	},
	{
		title: "no change cause anywhere",
		releases: [
			{ ...V1, cause: null },
			{ ...V2, cause: null },
		],
	},
	{
		title: "the Deployment's own annotations",
		workload: { annotations: { team: "checkout", "example.com/note": "ä {}" } },
		releases: [V1, V2],
	},
	{
		title: "a release that only changed the environment",
		releases: [
			{ ...V1, env: { MODE: "old" } },
			{ ...V1, cause: "mode", env: { MODE: "new" } },
		],
	},
	{ title: "a release that only changed the pods' annotations", releases: [V1, { ...V1, cause: "note", annotations: { note: "2" } }] },
	{ title: "a sidecar that came with the bad release", releases: [V1, { ...V2, sidecars: [sidecar] }] },
	{ title: "a sidecar that went with the bad release", releases: [{ ...V1, sidecars: [sidecar] }, V2] },
	{ title: "a bad release that crashes", releases: [V1, { ...V2, behaviour: "crash" }] },
	{ title: "a bad release whose image is gone", releases: [V1, { ...V2, behaviour: "image-gone" }] },
	{ title: "a bad release that is never ready", releases: [V1, { ...V2, behaviour: "never-ready" }] },
	{ title: "the strategy Recreate", workload: { spec: { strategy: { type: "Recreate" } } }, releases: [V1, V2] },
	{
		title: "a Deployment that was scaled by hand since",
		releases: [V1, V2],
		before: (world) => world.kubectl("scale", "deployment/shop", "--replicas=4"),
	},
	{ title: "a Deployment of no pods", workload: { replicas: 0 }, releases: [V1, V2] },
	{ title: "a history that keeps one old revision", workload: { spec: { revisionHistoryLimit: 1 } }, releases: [V1, V2, V3] },
	{
		title: "pods with volumes and settings from elsewhere",
		releases: [V1, { ...V2, pod: { volumes: [{ name: "tmp", emptyDir: {} }], terminationGracePeriodSeconds: 5 } }],
	},
	{ title: "a StatefulSet", kind: "StatefulSet", releases: [V1, V2] },
	{ title: "a StatefulSet to the first of three", kind: "StatefulSet", releases: [V1, V2, V3], toRevision: 1 },
	{ title: "a DaemonSet", kind: "DaemonSet", releases: [V1, V2] },
	{ title: "a DaemonSet to the first of three", kind: "DaemonSet", releases: [V1, V2, V3], toRevision: 1 },
];

async function undone(world: World): Promise<void> {
	await world.kubectl("rollout", "undo", "deployment/shop");
	await world.kubectl("rollout", "status", "deployment/shop", "--timeout=60s");
}

describe("after `backout run` everything is as after `kubectl rollout undo`", () => {
	test.for(SCENARIOS)("$title", async ({ kind = "Deployment", workload, releases, before, toRevision }) => {
		await using byHand = await openWorld();
		await using byUs = await openWorld();
		for (const world of [byHand, byUs]) {
			await world.releases({ ...workload, kind, name: "shop" }, releases);
			await before?.(world);
		}
		const number = toRevision ?? (await secondNewest(byUs, kind));
		await byHand.kubectl("rollout", "undo", `${kind}/shop`, ...(toRevision === undefined ? [] : [`--to-revision=${toRevision}`]));
		await byHand.kubectl("rollout", "status", `${kind}/shop`, "--timeout=60s");
		await backoutRun(byUs, kind, number);
		await expect.poll(async () => await everything(byUs, kind), { timeout: 20_000 }).toEqual(await settled(byHand, kind));
	});
});

/** `backout run` as a person would type it, from the build. */
async function backoutRun(world: World, kind: WorkloadKind, number: number): Promise<void> {
	const directory = mkdtempSync(join(tmpdir(), "backout-parity-"));
	try {
		const key = { Deployment: "deployment", StatefulSet: "statefulSet", DaemonSet: "daemonSet" }[kind];
		const target = { name: "api", kubernetes: { [key]: "shop", kubeconfig: world.kubeconfig } };
		const place = { targets: [target], health: [{ command: ["true"] }], bake: "0s" };
		const config = { version: 1, services: { shop: { environments: { test: place } } } };
		writeFileSync(join(directory, "backout.yaml"), JSON.stringify(config));
		const { code, all } = await startBackout(["run", "shop", "--to", String(number), "--yes"], { directory }).ended;
		if (code !== 0) throw new Error(`${COMMAND} ended with ${code}: ${all}`);
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

async function secondNewest(world: World, kind: WorkloadKind): Promise<number> {
	const lines = (await world.kubectl("rollout", "history", `${kind}/shop`)).split("\n");
	const numbers = lines.flatMap((line) => /^(\d+)\s/.exec(line)?.[1] ?? []).map(Number);
	return numbers.toSorted((a, b) => b - a)[1] ?? 0;
}

/** Two looks in a row that are the same: the controllers have finished writing. */
async function settled(world: World, kind: WorkloadKind): Promise<unknown> {
	let last = "";
	let object: unknown = null;
	await expect
		.poll(
			async () => {
				object = await everything(world, kind);
				const text = JSON.stringify(object);
				const isSame = text === last;
				last = text;
				return isSame;
			},
			{ timeout: 20_000, interval: 500 },
		)
		.toBe(true);
	return object;
}

/** The workload and its history as kubectl shows them, without what is bound to differ: names of the namespace, ids, versions and times. */
async function everything(world: World, kind: WorkloadKind): Promise<unknown> {
	const keeper = kind === "Deployment" ? "replicasets" : "controllerrevisions";
	const [object, kept] = await Promise.all([
		world.kubectl("get", kind, "shop", "-o", "json"),
		world.kubectl("get", keeper, "-o", "json", "--sort-by=.metadata.name"),
	]);
	const plain = (text: string): unknown => JSON.parse(text.replaceAll(world.namespace, "NAMESPACE"), withoutChance);
	return { object: plain(object), history: z.object({ items: z.array(z.unknown()) }).parse(plain(kept)).items };
}

/** `lastUpdateTime` and the like; managedFields name who wrote, which is the point of them. */
const CHANCE = new Set(["uid", "resourceVersion", "creationTimestamp", "managedFields", "lastUpdateTime", "lastTransitionTime"]);

function withoutChance(key: string, value: unknown): unknown {
	return CHANCE.has(key) ? undefined : value;
}
