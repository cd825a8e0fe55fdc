import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { KubernetesApi } from "../../src/adapters/kubernetes/api/port.ts";
import { connectKubernetes } from "../../src/adapters/kubernetes/kubeconfig/connect.ts";
import type { AdapterContext } from "../../src/core/adapter.ts";
import { adapterContext } from "../../src/testing/adapter-context.ts";
import { textAt } from "./at.ts";
import { type Account, makeAccount } from "./rbac/account.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
let home: string;

beforeEach(async () => {
	world = await openWorld();
	home = mkdtempSync(join(tmpdir(), "backout-login-"));
});
afterEach(() => world[Symbol.asyncDispose]());

const configShape = z.object({
	clusters: z.array(z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) })).min(1),
});

/** Whom the cluster takes us for. */
async function whoAmI(api: KubernetesApi): Promise<string> {
	const path = { group: "authentication.k8s.io", version: "v1", plural: "selfsubjectreviews", namespace: null, name: null };
	const answer = await api.create(path, { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" });
	return textAt(answer, "status", "userInfo", "username");
}

const connect = async (kubeconfig: string, context: AdapterContext = adapterContext(home)) =>
	await connectKubernetes({ context: null, kubeconfig, namespace: null }, context);

/** An account's token that the cluster takes no more, though its time is not over. */
async function revoked(name: string): Promise<Account> {
	const account = await makeAccount(world, name);
	await world.kubectl("delete", "serviceaccount", name);
	return account;
}

/** The account's kubeconfig with another user. */
function kubeconfigWith(account: Account, user: object): string {
	const config = z.looseObject({ users: z.array(z.looseObject({})) }).parse(JSON.parse(readFileSync(account.kubeconfig, "utf8")));
	const file = join(home, "kubeconfig");
	writeFileSync(file, JSON.stringify({ ...config, users: config.users.map((one) => ({ ...one, user })) }));
	return file;
}

test("a real API server takes a kubeconfig's token and its client certificate", async () => {
	const account = await makeAccount(world, "by-token");
	expect(await whoAmI(await connect(account.kubeconfig))).toBe(account.user);
	expect(await whoAmI(await connect(await world.user("by-certificate", [])))).toBe("by-certificate");
	const old = await revoked("gone");
	await expect(whoAmI(await connect(old.kubeconfig))).rejects.toMatchObject({
		code: "kubernetes.unauthorized",
		fix: expect.stringContaining("auth whoami"),
	});
});

test("a credential plugin is asked again when the cluster no longer takes what it gave", async () => {
	const [old, fresh] = [await revoked("old"), await makeAccount(world, "fresh")];
	const command = join(home, "plugin");
	const answer = (token: string) =>
		JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token } });
	writeFileSync(join(home, "1"), answer(old.token));
	writeFileSync(join(home, "2"), answer(fresh.token));
	writeFileSync(command, `#!/bin/sh\necho x >> ${home}/runs\ncat ${home}/$(wc -l < ${home}/runs | tr -d ' ')\n`);
	chmodSync(command, 0o755);
	const exec = { apiVersion: "client.authentication.k8s.io/v1", command, interactiveMode: "Never" };
	const api = await connect(kubeconfigWith(fresh, { exec }));
	expect(await whoAmI(api)).toBe(fresh.user);
	expect(await whoAmI(api)).toBe(fresh.user);
	expect(readFileSync(join(home, "runs"), "utf8")).toBe("x\nx\n");
});

test("a pod's account is found by itself, and its token read again when the cluster has put a new one there, or takes the old one no more", async () => {
	const [one, two, old] = [await makeAccount(world, "one"), await makeAccount(world, "two"), await revoked("old")];
	const [found] = configShape.parse(JSON.parse(readFileSync(one.kubeconfig, "utf8"))).clusters;
	if (found === undefined) throw new Error("no cluster");
	const { hostname, port } = new URL(found.cluster.server);
	const serviceAccount = join(home, "account");
	mkdirSync(serviceAccount);
	writeFileSync(join(serviceAccount, "ca.crt"), Buffer.from(found.cluster["certificate-authority-data"], "base64"));
	writeFileSync(join(serviceAccount, "namespace"), world.namespace);
	const rotate = ({ token }: Account) => writeFileSync(join(serviceAccount, "token"), token);
	let passedMs = 0;
	const plain = adapterContext(home);
	const context = { ...plain, clock: { ...plain.clock, now: () => Date.now() + passedMs } };
	const env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port === "" ? "443" : port };
	rotate(one);
	const machine = { env, home, workingDirectory: home, serviceAccount };
	const api = await connectKubernetes({ context: null, kubeconfig: null, namespace: null }, context, machine);
	expect([api.cluster.namespace, api.cluster.context, await whoAmI(api)]).toEqual([world.namespace, null, one.user]);
	rotate(two);
	passedMs = 61_000;
	expect(await whoAmI(api)).toBe(two.user);
	rotate(old);
	passedMs = 122_000;
	await expect(whoAmI(api)).rejects.toMatchObject({ code: "kubernetes.unauthorized" });
	rotate(one);
	expect(await whoAmI(api)).toBe(one.user);
});
