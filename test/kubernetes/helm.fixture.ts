import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { z } from "zod";
import { HelmTarget } from "../../src/adapters/kubernetes/helm/target.ts";
import { connectKubernetes } from "../../src/adapters/kubernetes/kubeconfig/connect.ts";
import type { VersionedTarget } from "../../src/core/adapter.ts";
import { createProcessRunner } from "../../src/runtime/process.ts";
import { adapterContext } from "../../src/testing/adapter-context.ts";
import type { AdapterFixture, AdapterWorld } from "../../src/testing/adapter-contract.ts";
import { testClock } from "../../src/testing/step-driver.ts";
import { programPath } from "./control-plane/cache.ts";
import type { World } from "./world.ts";

/** The target starts `helm` by its name, as on anybody's machine. */
process.env["PATH"] = [dirname(programPath("helm")), process.env["PATH"]].join(delimiter);

const RELEASE = "checkout";
const processes = createProcessRunner({ clock: testClock });

/** A namespace with a chart beside it. */
export interface HelmWorld {
	readonly world: World;
	readonly chart: string;
	/** Runs helm in the namespace; throws with what it said when it fails. */
	helm(...args: readonly string[]): Promise<string>;
	/** `helm upgrade --install` with that tag and further values. */
	upgrade(tag: string, ...args: readonly string[]): Promise<string>;
	target(): Promise<VersionedTarget>;
	close(): Promise<void>;
}

/** Opens a namespace and writes a small chart: a Deployment, and what `files` adds to it (by path in the chart). */
export async function openHelmWorld(files: Readonly<Record<string, string>> = {}): Promise<HelmWorld> {
	// Only inside vitest: a killed child that reconnects has none.
	const { openWorld } = await import("./world.ts");
	const world = await openWorld();
	const made = await openChart(world, files);
	return {
		...made,
		async close() {
			await world[Symbol.asyncDispose]();
			await rm(made.chart, { recursive: true, force: true });
		},
	};
}

/** Writes that chart for a namespace that is open already. */
export async function openChart(world: World, files: Readonly<Record<string, string>>): Promise<Omit<HelmWorld, "close">> {
	const chart = await mkdtemp(join(tmpdir(), "backout-chart-"));
	for (const [path, text] of Object.entries({ ...chartFiles(world.image(RELEASE, "TAG")), ...files })) {
		await mkdir(dirname(join(chart, path)), { recursive: true });
		await writeFile(join(chart, path), text);
	}
	const helm: HelmWorld["helm"] = async (...args) => {
		const output = await processes.run(["helm", ...args, "--namespace", world.namespace, "--kubeconfig", world.kubeconfig], {
			timeoutMs: 60_000,
		});
		if (output.exitCode !== 0) throw new Error(`helm ${args.join(" ")}: ${output.stderr}`);
		return output.stdout;
	};
	return {
		world,
		chart,
		helm,
		upgrade: (tag, ...args) => helm("upgrade", "--install", RELEASE, chart, "--set", `tag=${tag}`, ...args),
		target: () => connect({ kubeconfig: world.kubeconfig, namespace: world.namespace }),
	};
}

function chartFiles(image: string): Readonly<Record<string, string>> {
	return {
		"Chart.yaml": `apiVersion: v2\nname: ${RELEASE}\nversion: 1.0.0\nappVersion: "1"\n`,
		"templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${RELEASE} }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${RELEASE} } }
  template:
    metadata:
      labels: { app: ${RELEASE} }
      annotations: {{ toJson (default dict .Values.annotations) }}
    spec:
      containers: [{ name: ${RELEASE}, image: "${image.replace("TAG", "{{ .Values.tag }}")}" }]
`,
	};
}

const stateShape = z.object({ kubeconfig: z.string(), namespace: z.string() });

async function connect({ kubeconfig, namespace }: z.output<typeof stateShape>): Promise<VersionedTarget> {
	const context = adapterContext(dirname(kubeconfig));
	return new HelmTarget(RELEASE, "refuse", await connectKubernetes({ context: null, kubeconfig, namespace }, context), context);
}

/** A release with three revisions. */
export const fixture: AdapterFixture = {
	async create() {
		const made = await openHelmWorld();
		for (const tag of ["v1", "v2", "v3"]) await made.upgrade(tag);
		return await worldOf(made);
	},
	reconnect: (state) => connect(stateShape.parse(state)),
};

async function worldOf({ world, helm, target: connected, close }: HelmWorld): Promise<AdapterWorld> {
	const target = await connected();
	const ids = new Map((await target.history(10)).map(({ label, id }) => [label, id]));
	const named = (tag: string) => ids.get(world.image(RELEASE, tag).replace(/^.*:/, "")) ?? "";
	const deployment = async (path: string) => await world.kubectl("get", "deployment", RELEASE, "-o", `jsonpath={${path}}`);
	return {
		target,
		older: named("v1"),
		previous: named("v2"),
		current: named("v3"),
		live: async () => ids.get((await deployment(".spec.template.spec.containers[0].image")).replace(/^.*:/, "")) ?? "",
		effects: async () => Number(await deployment(".metadata.generation")),
		async intrude() {
			await helm("rollback", RELEASE, "1");
		},
		async loseOlder() {
			await world.kubectl("delete", "secret", `sh.helm.release.v1.${RELEASE}.v1`);
		},
		state: { kubeconfig: world.kubeconfig, namespace: world.namespace },
		dispose: close,
	};
}
