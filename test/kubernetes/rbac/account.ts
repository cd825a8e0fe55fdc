import { writeFileSync } from "node:fs";
import { z } from "zod";
import { connectKubernetes } from "../../../src/adapters/kubernetes/kubeconfig/connect.ts";
import { mayDo } from "../../../src/adapters/kubernetes/rights/asked.ts";
import { rightOf } from "../../../src/adapters/kubernetes/rights/right.ts";
import { adapterContext } from "../../../src/testing/adapter-context.ts";
import { until } from "../control-plane/readiness.ts";
import type { World } from "../world.ts";
import { rulesOf } from "./render.ts";

const GROUP = "rbac.authorization.k8s.io";
const configShape = z.looseObject({ users: z.array(z.looseObject({ name: z.string() })) });

/** A service account of the cluster, with a real token in a kubeconfig that looks into the world's namespace. */
export interface Account {
	/** As the audit log names it. */
	readonly user: string;
	readonly namespace: string;
	readonly name: string;
	readonly kubeconfig: string;
	readonly token: string;
}

/** Makes the account in the world's namespace, without any rights. */
export async function makeAccount(world: World, name: string): Promise<Account> {
	await world.apply({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: world.namespace } });
	return await tokenOf(world, world.namespace, name);
}

/** A token of an account that is there, as `kubectl create token` gives it. */
export async function tokenOf(world: World, namespace: string, name: string): Promise<Account> {
	const token = (await world.kubectl("create", "token", name, "-n", namespace)).trim();
	const config = configShape.parse(JSON.parse(await world.kubectl("config", "view", "--raw", "--flatten", "--minify", "-o", "json")));
	const kubeconfig = `${world.kubeconfig}.${name}.json`;
	writeFileSync(kubeconfig, JSON.stringify({ ...config, users: config.users.map((user) => ({ name: user.name, user: { token } })) }), {
		mode: 0o600,
	});
	return { user: `system:serviceaccount:${namespace}:${name}`, namespace, name, kubeconfig, token };
}

/** Lets it do everything, everywhere, until the world is closed. */
export async function letDoEverything(world: World, ...accounts: readonly Account[]): Promise<AsyncDisposable> {
	const name = `${world.namespace}-everything`;
	const subjects = accounts.map((account) => ({ kind: "ServiceAccount", name: account.name, namespace: account.namespace }));
	await world.apply({
		apiVersion: `${GROUP}/v1`,
		kind: "ClusterRoleBinding",
		metadata: { name },
		subjects,
		roleRef: { apiGroup: GROUP, kind: "ClusterRole", name: "cluster-admin" },
	});
	return {
		async [Symbol.asyncDispose]() {
			await world.kubectl("delete", "clusterrolebinding", name);
		},
	};
}

/** Gives it exactly these rights in the world's namespace, those before taken away; resolves when the API server goes by them. */
export async function letDo(world: World, account: Account, rights: readonly string[], not: readonly string[] = []): Promise<void> {
	const metadata = { name: account.name, namespace: world.namespace };
	const subjects = [{ kind: "ServiceAccount", name: account.name, namespace: account.namespace }];
	const rules = rulesOf(rights).map(({ apiGroups, resources, verbs }) => ({ apiGroups, resources, verbs }));
	await world.apply(
		{ apiVersion: `${GROUP}/v1`, kind: "Role", metadata, rules },
		{ apiVersion: `${GROUP}/v1`, kind: "RoleBinding", metadata, subjects, roleRef: { apiGroup: GROUP, kind: "Role", name: account.name } },
	);
	await goesBy(world, account, rights, not);
}

/** Waits until the API server lets the account do these things and not those. */
export async function goesBy(world: World, account: Account, rights: readonly string[], not: readonly string[] = []): Promise<void> {
	const api = await connectKubernetes({ context: null, kubeconfig: account.kubeconfig, namespace: world.namespace }, adapterContext("/"));
	const wish = (right: string) => ({ ...rightOf(right), namespace: world.namespace, name: null });
	await until(`the API server goes by the rights of ${account.name}`, async () => {
		const may = await mayDo(api, world.namespace, [], {});
		return rights.every((right) => may(wish(right))) && !not.some((right) => may(wish(right)));
	});
}
