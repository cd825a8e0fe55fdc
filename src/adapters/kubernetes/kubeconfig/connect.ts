import { createHash } from "node:crypto";
import type { AdapterContext } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { HttpClient } from "../../../core/runtime.ts";
import { createKubernetesApi } from "../api/client.ts";
import type { Credentials } from "../api/login.ts";
import type { KubernetesApi } from "../api/port.ts";
import { assertNoAuthProvider } from "./auth-provider.ts";
import { chooseContext } from "./choose.ts";
import { type KubeconfigFiles, kubeconfigFiles, type Surroundings, thisMachine } from "./files.ts";
import { ownCluster } from "./in-cluster.ts";
import { KeptLogin, type LoginSource } from "./kept-login.ts";
import { type Kubeconfig, readKubeconfig } from "./read.ts";
import { proxyOf, serverOf, shownServer } from "./server.ts";
import { UserLogin } from "./user-login.ts";

/** Which cluster is meant; null: as kubectl would have it. */
export interface ClusterWish {
	readonly context: string | null;
	readonly kubeconfig: string | null;
	readonly namespace: string | null;
}

/** What of an adapter's context is needed to talk to a cluster. */
export type ConnectContext = Pick<AdapterContext, "directory" | "processes" | "http" | "clock" | "log" | "masker">;

/**
 * The API of the cluster that is meant; nothing is sent to it yet. Throws BackoutError `kubernetes.no-kubeconfig`, `kubernetes.kubeconfig-invalid`, `kubernetes.no-context`,
 * `kubernetes.context-unknown`, `kubernetes.cluster-unknown`, `kubernetes.user-unknown`, `kubernetes.auth-provider`; what logging in needs is told at the first call.
 */
export async function connectKubernetes(
	wish: ClusterWish,
	context: ConnectContext,
	surroundings: Surroundings = thisMachine(),
): Promise<KubernetesApi> {
	const files = kubeconfigFiles(wish.kubeconfig, context.directory, surroundings);
	const config = await readKubeconfig(files);
	const own = wish.context === null && !files.isNamed && isBlank(config) ? await ownCluster(surroundings) : null;
	if (own !== null) {
		const { server, source } = own;
		const cluster = {
			context: null,
			server: shownServer(server),
			namespace: wish.namespace ?? own.namespace ?? "default",
			kubeconfig: null,
		};
		const credentials = credentialsOf([server, surroundings.serviceAccount], source, context);
		return createKubernetesApi({ cluster, server, credentials, ...context });
	}
	if (config === null) throw noKubeconfig(files);
	return fromKubeconfig(wish, files, config, context);
}

function fromKubeconfig(
	wish: ClusterWish,
	{ files, isNamed }: KubeconfigFiles,
	config: Kubeconfig,
	context: ConnectContext,
): KubernetesApi {
	const chosen = chooseContext(config, wish.context, files.join(", "));
	assertNoAuthProvider(chosen);
	const server = serverOf(chosen);
	proxyOf(chosen.cluster, chosen.clusterName);
	const cluster = {
		context: chosen.context,
		server: shownServer(server),
		namespace: wish.namespace ?? chosen.namespace ?? "default",
		kubeconfig: isNamed ? files.join() : null,
	};
	const credentials = credentialsOf([chosen], new UserLogin(chosen, context), context);
	return createKubernetesApi({ cluster, server, credentials, ...context });
}

/** An empty file says as little as none. */
function isBlank(config: Kubeconfig | null): boolean {
	return config === null || (config.currentContext === null && config.contexts.size === 0 && config.clusters.size === 0);
}

/** Logins that are in use, for as long as the HTTP client that uses them. */
const inUse = new WeakMap<HttpClient, Map<string, Credentials>>();

/** The login of the same user at the same cluster is shared by all targets: one plugin run, one set of connections. `from` is all that it is made of. */
function credentialsOf(from: readonly unknown[], source: LoginSource, context: ConnectContext): Credentials {
	const known = inUse.get(context.http) ?? new Map<string, Credentials>();
	inUse.set(context.http, known);
	const key = createHash("sha256").update(JSON.stringify(from)).digest("base64");
	const credentials = known.get(key) ?? new KeptLogin(source, context);
	known.set(key, credentials);
	return credentials;
}

function noKubeconfig({ files }: KubeconfigFiles): BackoutError {
	return new BackoutError({
		code: "kubernetes.no-kubeconfig",
		message: `there is no kubeconfig (looked for ${files.join(", ")}), and this does not run in a pod`,
		fix: "name the file as `kubeconfig` in backout.yaml, or set KUBECONFIG",
	});
}
