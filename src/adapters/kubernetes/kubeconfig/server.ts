import type { ChosenContext } from "./choose.ts";
import { badKubeconfig } from "./faults.ts";
import type { ClusterEntry } from "./shape.ts";

/** Where the cluster is asked; a server without a scheme is https when anything is said about its TLS, as for kubectl (client-go, rest/url_utils.go). Throws `kubernetes.kubeconfig-invalid`. */
export function serverOf({ cluster, clusterName, user }: Pick<ChosenContext, "cluster" | "clusterName" | "user">): string {
	const server = cluster.server ?? "";
	if (server === "") throw badKubeconfig(`cluster ${clusterName} has no server`, "add `server: https://…` to it in the kubeconfig");
	const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `${isTls(cluster, user) ? "https" : "http"}://${server}`);
	if (url === null || !["http:", "https:"].includes(url.protocol)) {
		throw badKubeconfig(`the server of cluster ${clusterName} is no http or https URL`, "write it as https://host:port in the kubeconfig");
	}
	if (cluster["proxy-url"] !== null && url.protocol === "http:") {
		throw badKubeconfig(
			`cluster ${clusterName} has a proxy-url and a server without TLS`,
			"use the server's https address, or leave the proxy out",
		);
	}
	return url.href;
}

function isTls(cluster: ClusterEntry, user: ChosenContext["user"]): boolean {
	const said = [
		cluster["certificate-authority"],
		cluster["certificate-authority-data"],
		user?.["client-certificate"],
		user?.["client-certificate-data"],
	];
	return cluster["insecure-skip-tls-verify"] || said.some((one) => one !== null && one !== undefined);
}

/** The server's URL without user and password, for messages. */
export function shownServer(server: string): string {
	const url = new URL(server);
	return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** The proxy that the cluster is reached through; null: none. Throws `kubernetes.kubeconfig-invalid` for one that is not supported. */
export function proxyOf(cluster: ClusterEntry, clusterName: string): string | null {
	const text = cluster["proxy-url"];
	if (text === null) return null;
	const url = URL.parse(text);
	if (url === null || !["http:", "https:"].includes(url.protocol)) {
		throw badKubeconfig(
			`the proxy-url of cluster ${clusterName} is ${url === null ? "no URL" : `a ${url.protocol} proxy, which is not supported`}`,
			"use an http:// or https:// proxy, or leave it out and forward a port to the API server (`ssh -L`) with tls-server-name set",
		);
	}
	// Older ones would leave the proxy out without a word (nodejs.org/api/http.html, `proxyEnv`).
	if (!process.allowedNodeEnvironmentFlags.has("--use-env-proxy")) {
		throw badKubeconfig(
			`cluster ${clusterName} has a proxy-url, which Node ${process.version} cannot use`,
			"run Backout with Node 24.5 or later",
		);
	}
	return url.href;
}
