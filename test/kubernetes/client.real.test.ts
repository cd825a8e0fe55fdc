import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { KubernetesApi, ResourcePath } from "../../src/adapters/kubernetes/api/port.ts";
import { RESOURCES } from "../../src/adapters/kubernetes/api/resources.ts";
import { connectKubernetes } from "../../src/adapters/kubernetes/kubeconfig/connect.ts";
import { adapterContext } from "../../src/testing/adapter-context.ts";
import { objectAt, textAt } from "./at.ts";
import { openWorld, type World } from "./world.ts";

const maps = (namespace: string, name: string | null = null): ResourcePath => ({
	group: "",
	version: "v1",
	plural: "configmaps",
	namespace,
	name,
});
const map = (name: string, labels = {}) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels } });

async function apiOf(kubeconfig: string): Promise<KubernetesApi> {
	const home = mkdtempSync(join(tmpdir(), "backout-client-"));
	rmSync(home, { recursive: true });
	return await connectKubernetes({ context: null, kubeconfig, namespace: null }, adapterContext(home));
}

async function opened(): Promise<{ readonly world: World; readonly api: KubernetesApi } & AsyncDisposable> {
	const world = await openWorld();
	return { world, api: await apiOf(world.kubeconfig), [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

test("a real API server: what is written is read back, and a second writer loses loudly", async () => {
	await using both = await opened();
	const { api, world } = both;
	const made = await api.create(maps(world.namespace), map("one"));
	const one = maps(world.namespace, "one");
	const { resourceVersion, uid } = { resourceVersion: textAt(made, "metadata", "resourceVersion"), uid: textAt(made, "metadata", "uid") };
	const put = (version: string, value: string) =>
		api.patch(one, {
			kind: "json",
			operations: [
				{ op: "test", path: "/metadata/resourceVersion", value: version },
				{ op: "add", path: "/data", value: { value } },
			],
		});
	expect(objectAt(await put(resourceVersion, "first"), "data")).toEqual({ value: "first" });
	await expect(put(resourceVersion, "second")).rejects.toMatchObject({ code: "kubernetes.conflict" });
	await expect(api.create(maps(world.namespace), map("one"))).rejects.toMatchObject({ code: "kubernetes.conflict" });
	await expect(api.remove(one, { uid: "00000000-0000-0000-0000-000000000000" })).rejects.toMatchObject({ code: "kubernetes.conflict" });
	await api.remove(one, { uid });
	await expect(api.read(one)).rejects.toMatchObject({ code: "kubernetes.not-found" });
});

test("a real API server: a list of several pages is whole, and a watch goes on where it ended", async () => {
	await using both = await opened();
	const { api, world } = both;
	const names = Array.from({ length: 620 }, (_, index) => `map-${index}`);
	for (let from = 0; from < names.length; from += 62) {
		await Promise.all(names.slice(from, from + 62).map((name) => api.create(maps(world.namespace), map(name, { many: "true" }))));
	}
	const { items, resourceVersion } = await api.list(maps(world.namespace), { labelSelector: "many=true" });
	expect(new Set(items.map((item) => textAt(item, "metadata", "name"))).size).toBe(620);
	await api.create(maps(world.namespace), map("later", { many: "true" }));
	const stop = new AbortController();
	for await (const { type, object } of api.watch(maps(world.namespace), { resourceVersion, labelSelector: "many=true" }, stop.signal)) {
		expect([type, textAt(object, "metadata", "name")]).toEqual(["ADDED", "later"]);
		stop.abort();
	}
	const old = api.watch(maps(world.namespace), { resourceVersion: "1" }, AbortSignal.timeout(10_000))[Symbol.asyncIterator]();
	await expect(old.next()).rejects.toMatchObject({ code: "kubernetes.expired" });
});

test("a real API server: a missing right is named as the rule that would give it", async () => {
	await using world = await openWorld();
	const rules = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }];
	const api = await apiOf(await world.user("reader", rules));
	await expect(api.read(maps(world.namespace, "none"))).rejects.toMatchObject({ code: "kubernetes.not-found" });
	await expect(api.list({ ...RESOURCES.deployments, namespace: world.namespace, name: null })).rejects.toMatchObject({
		code: "kubernetes.forbidden",
		fix: expect.stringContaining('bind reader to a role with the rule { apiGroups: ["apps"], resources: [deployments], verbs: [list] }'),
	});
});
