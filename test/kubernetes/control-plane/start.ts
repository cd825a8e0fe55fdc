import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { JsonValue } from "../../../src/core/json.ts";
import type { HttpClient, TlsIdentity } from "../../../src/core/runtime.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { createHttpClient } from "../../../src/runtime/http.ts";
import { freePort } from "../../../src/testing/services/free-port.ts";
import * as servers from "./arguments.ts";
import { AUDIT_POLICY } from "./audit-policy.ts";
import { definitionPath, type ProgramName, programPath } from "./cache.ts";
import { type Identities, makeIdentities, writeIdentities } from "./identities.ts";
import { KeptServers } from "./kept.ts";
import { kubeconfigText } from "./kubeconfig.ts";
import { writeKubeletConfig } from "./kubelet-config.ts";
import { answers, until } from "./readiness.ts";

/** A running control plane with nodes, on loopback. */
export interface ControlPlane {
	/** The administrator's kubeconfig file. */
	readonly kubeconfig: string;
	/** The API server's URL. */
	readonly adminUrl: string;
	/** The audit log: one JSON event a line, of everybody but the servers themselves. */
	readonly auditLog: string;
	/** Everything that runs; nothing of it after `stop`. */
	readonly pids: readonly number[];
	stop(): Promise<void>;
}

const NODES = ["node-1", "node-2", "node-3"];

/**
 * Starts etcd, the API server, the controllers, the scheduler and KWOK in place of every kubelet; resolves when three nodes are ready. Everything ends
 * with this process, however that ends. Throws with a server's own words when it does not start, and with the command that builds what is missing.
 */
export async function startControlPlane(): Promise<ControlPlane> {
	const directory = mkdtempSync(join(tmpdir(), "backout-control-plane-"));
	const identities = makeIdentities();
	const place = { directory, files: writeIdentities(identities, join(directory, "identities")), ports: await ports() };
	const adminUrl = servers.loopbackUrl("https", place.ports.api);
	writeConfigs(directory, adminUrl, identities);
	const kept = new KeptServers(directory);
	try {
		await startAll(place, kept, callsOf(adminUrl, identities));
	} catch (error) {
		await kept.stop();
		throw error;
	}
	return {
		kubeconfig: join(directory, "admin.json"),
		adminUrl,
		auditLog: join(directory, "audit.log"),
		pids: kept.pids,
		stop: () => kept.stop(),
	};
}

async function ports(): Promise<servers.Place["ports"]> {
	return {
		etcd: await freePort(),
		etcdPeer: await freePort(),
		api: await freePort(),
		controllers: await freePort(),
		scheduler: await freePort(),
		kubelet: await freePort(),
	};
}

function writeConfigs(directory: string, server: string, identities: Identities): void {
	const authority = identities.authority.certificate;
	const write = (name: string, text: string) => writeFileSync(join(directory, name), text, { mode: 0o600 });
	for (const [name, user, identity] of [
		["admin", "backout-test-admin", identities.admin],
		["controller-manager", "controller-manager", identities.controllerManager],
		["scheduler", "scheduler", identities.scheduler],
		["kubelet", "kubelet", identities.kubelet],
	] as const) {
		write(`${name}.json`, kubeconfigText({ server, authority, user, identity }));
	}
	write("audit-policy.json", JSON.stringify(AUDIT_POLICY));
	writeKubeletConfig(directory);
}

/** The few calls that a start needs, as the administrator. */
interface Calls {
	readonly http: HttpClient;
	/** Shown to the API server. */
	readonly admin: TlsIdentity;
	create(path: string, value: JsonValue): Promise<void>;
	read(path: string): Promise<string>;
	readonly url: string;
}

function callsOf(url: string, { authority, admin }: Identities): Calls {
	const http = createHttpClient({ clock: systemClock });
	const tls: TlsIdentity = { ca: authority.certificate, client: admin, serverName: null, isUnverified: false };
	const headers = { "content-type": "application/json" };
	return {
		http,
		admin: tls,
		url,
		async create(path, value) {
			const { status, body } = await http.request({ method: "POST", url: `${url}${path}`, tls, headers, body: JSON.stringify(value) });
			if (status !== 201) throw new Error(`POST ${path} answered ${status}: ${body}`);
		},
		async read(path) {
			return (await http.request({ url: `${url}${path}`, tls })).body;
		},
	};
}

async function startAll(place: servers.Place, kept: KeptServers, calls: Calls): Promise<void> {
	const start = (name: ProgramName, args: readonly string[]) => kept.start({ name, argv: [programPath(name), ...args] });
	const isUp = (name: ProgramName, url: string, tls: TlsIdentity | null) =>
		until(`${name} is ready`, async () => {
			kept.expectAlive(name);
			return await answers(calls.http, url, tls);
		});
	const { ports: port } = place;
	// The API server tries until etcd is there.
	start("etcd", servers.etcdArguments(place));
	start("kube-apiserver", servers.apiServerArguments(place));
	await isUp("etcd", `${servers.loopbackUrl("http", port.etcd)}/health`, null);
	await isUp("kube-apiserver", `${calls.url}/readyz`, calls.admin);
	start("kube-controller-manager", servers.controllerManagerArguments(place));
	start("kube-scheduler", servers.schedulerArguments(place));
	await createFirstObjects(calls);
	start("kwok", servers.kubeletArguments(place));
	// These two make a certificate of their own for nobody in particular; what they answer is not believed in anything but "I am up".
	const anybody: TlsIdentity = { ca: null, client: null, serverName: null, isUnverified: true };
	await isUp("kube-controller-manager", `${servers.loopbackUrl("https", port.controllers)}/healthz`, anybody);
	await isUp("kube-scheduler", `${servers.loopbackUrl("https", port.scheduler)}/healthz`, anybody);
	await isUp("kwok", `${servers.loopbackUrl("https", port.kubelet)}/healthz`, calls.admin);
	await until("the nodes are ready", async () => (await calls.read("/api/v1/nodes")).split('"KubeletReady"').length > NODES.length);
}

/** The definition that KWOK keeps pods' logs by, before it starts, and the nodes. */
async function createFirstObjects(calls: Calls): Promise<void> {
	await calls.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", parse(readFileSync(definitionPath("kwok"), "utf8")));
	for (const name of NODES)
		await calls.create("/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name, labels: nodeLabels(name) } });
	await until("KWOK's logs are known", async () => (await calls.read("/apis/kwok.x-k8s.io/v1alpha1")).includes('"logs"'));
}

function nodeLabels(name: string): Readonly<Record<string, string>> {
	return { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64", "backout.test/node": "true" };
}
